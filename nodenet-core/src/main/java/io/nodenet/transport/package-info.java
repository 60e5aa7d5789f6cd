/**
 * The boundary that the node is written against: transports, connections, the loop that drives both, time, token buckets
 * (docs/protocol/07). May import {@code kad} and {@code address}, and Netty's buffers.
 */
@NullMarked
package io.nodenet.transport;

import org.jspecify.annotations.NullMarked;
