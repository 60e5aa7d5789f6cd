/** Load scenarios over real sockets, each compared with the raw Netty QUIC codec in the same run; may import everything. */
@NullMarked
package io.nodenet.benchmarks.load;

import org.jspecify.annotations.NullMarked;
