/**
 * A network in memory and in virtual time: hosts, links, partitions, NATs and relays, for tests of whole overlays (docs/protocol/07). Everything
 * runs on the thread that lets time pass; the same seed gives the same run. A {@link io.nodenet.transport.memory.NetworkThread} lets it pass
 * with the real clock, for nodes that other threads use. May import {@code kad}, {@code address}, {@code fact}, {@code
 * metrics}, {@code transport} and {@code transport.relay}, and Netty's buffers and SLF4J.
 */
@NullMarked
package io.nodenet.transport.memory;

import org.jspecify.annotations.NullMarked;
