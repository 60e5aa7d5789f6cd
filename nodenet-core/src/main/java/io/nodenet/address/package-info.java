/**
 * Addresses of nodes: endpoints, subnet keys, and which endpoints may be dialed (docs/protocol/02, section 1). Imports nothing of
 * the project, and of Netty only {@code io.netty.util.NetUtil}, which prints IPv6 as RFC 5952 says.
 */
@NullMarked
package io.nodenet.address;

import org.jspecify.annotations.NullMarked;
