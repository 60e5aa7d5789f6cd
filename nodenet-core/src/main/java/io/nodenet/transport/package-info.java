/**
 * The boundary that the node is written against: transports, connections, the loop that drives both, time, token buckets
 * (docs/protocol/07). May import {@code kad}, {@code address}, {@code fact}, {@code metrics} and {@code media}, and Netty's
 * buffers.
 */
@NullMarked
package io.nodenet.transport;

import org.jspecify.annotations.NullMarked;
