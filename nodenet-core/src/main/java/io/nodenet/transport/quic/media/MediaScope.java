package io.nodenet.transport.quic.media;

import io.nodenet.media.MediaCounter;
import io.nodenet.metrics.SharedCounters;
import io.nodenet.transport.quic.edge.ConnectionScope;
import io.nodenet.transport.quic.socket.InboundSlots;

/**
 * What all media sessions of one transport share.
 *
 * @param connections what they share with edges
 * @param slots the slots of the sessions that peers open, apart from those of edges (W-34)
 * @param totals the counters of all sessions together
 * @param live those that have not ended
 * @param limited whether their receive budgets hold
 */
public record MediaScope(
        ConnectionScope connections,
        InboundSlots slots,
        SharedCounters<MediaCounter> totals,
        LiveMedia live,
        boolean limited) {}
