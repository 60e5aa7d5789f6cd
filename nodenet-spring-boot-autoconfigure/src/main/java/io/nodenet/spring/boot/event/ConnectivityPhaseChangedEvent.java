package io.nodenet.spring.boot.event;

import io.nodenet.fact.ConnectivityPhase;

/**
 * The connectivity phase changed.
 *
 * @param from the phase before
 * @param to the phase now
 * @param outgoingEdges how many edges the node dialed
 */
public record ConnectivityPhaseChangedEvent(ConnectivityPhase from, ConnectivityPhase to, int outgoingEdges)
        implements NodenetEvent {}
