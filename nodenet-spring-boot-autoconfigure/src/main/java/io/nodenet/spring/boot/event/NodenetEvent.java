package io.nodenet.spring.boot.event;

/** Something that happened to the node; published from one thread of its own, in order, never from the node's loop. */
public sealed interface NodenetEvent
        permits NodeStartedEvent,
                NodeStoppedEvent,
                PeerConnectedEvent,
                PeerDisconnectedEvent,
                ConnectivityPhaseChangedEvent,
                ReflexiveAddressChangedEvent {}
