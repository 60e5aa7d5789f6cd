/**
 * The library: what an application may use is exported to everybody, the inside of the node only to what simulates and measures it.
 *
 * <p>The native libraries are modules that nobody requires: an application on the module path adds them, for example by {@code
 * --add-modules ALL-MODULE-PATH}.
 */
@SuppressWarnings(
        "module") // io.nodenet.simulation and io.nodenet.benchmarks are not on the path when this module is compiled
module io.nodenet.core {
    requires transitive io.netty.buffer; // a frame is a ByteBuf
    requires io.netty.codec.classes.quic;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires static transitive org.jspecify; // annotations only: nothing needs it at run time

    exports io.nodenet;
    exports io.nodenet.address;
    exports io.nodenet.diagnosis;
    exports io.nodenet.fact;
    exports io.nodenet.identity;
    exports io.nodenet.kad;
    exports io.nodenet.media;
    exports io.nodenet.metrics;
    exports io.nodenet.node;
    exports io.nodenet.pow;
    exports io.nodenet.transport;
    exports io.nodenet.transport.memory;
    exports io.nodenet.transport.quic;
    exports io.nodenet.node.core to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.core.call to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.core.edge to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.core.message to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.core.port to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.core.turn to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.core.upkeep to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.node.run to
            io.nodenet.simulation;
    exports io.nodenet.routed to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.routing to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
    exports io.nodenet.wire to
            io.nodenet.benchmarks,
            io.nodenet.simulation;
}
