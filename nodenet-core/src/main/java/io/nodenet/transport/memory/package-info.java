/**
 * A network in memory and in virtual time: hosts, links, partitions and NATs, for tests of whole overlays (docs/protocol/07). Everything
 * runs on the thread that lets time pass; the same seed gives the same run. May import {@code kad}, {@code address}, {@code fact}, {@code
 * metrics} and {@code transport}, and Netty's buffers.
 */
@NullMarked
package io.nodenet.transport.memory;

import org.jspecify.annotations.NullMarked;
