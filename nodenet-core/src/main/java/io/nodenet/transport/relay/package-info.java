/**
 * What a volunteer decides for each datagram of a relay session, and what it carries at most, without sockets (docs/protocol/04, section 11):
 * every transport that relays shares it. May import {@code transport}.
 */
@NullMarked
package io.nodenet.transport.relay;

import org.jspecify.annotations.NullMarked;
