package io.nodenet.transport.quic.media;

/**
 * The settings of media sessions, as the builder of the transport checked them; see there for what each means.
 *
 * @param maxInbound accepted sessions, not positive = off
 * @param maxInboundPerAddress accepted sessions per source address, not positive = off
 * @param limited whether the receive budget of a session holds
 */
public record MediaSettings(int maxInbound, int maxInboundPerAddress, boolean limited) {}
