package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.contact.Profile;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Carries envelopes between messengers in virtual time: delays, loses, repeats and reorders them as its seed says. */
final class VirtualNetwork implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final long MAX_DELAY_MILLIS = 400;
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final Map<NodeId, VirtualMessenger> messengers = new HashMap<>();
    private final Map<NodeId, Set<NodeId>> kept = new HashMap<>();
    private final Map<NodeId, List<NodeId>> connects = new HashMap<>();
    private final Set<NodeId> unplugged = new HashSet<>();
    private final PriorityQueue<Parcel> underWay =
            new PriorityQueue<>(Comparator.comparingLong(Parcel::at).thenComparingLong(Parcel::number));
    private double loss;
    private double repeat;
    private long now;
    private long parcels;

    VirtualNetwork(long seed) {
        random = new Random(seed);
    }

    /** From now on loses and repeats this share of the envelopes. */
    VirtualNetwork lossy(double lost, double repeated) {
        loss = lost;
        repeat = repeated;
        return this;
    }

    VirtualMessenger add(String name, int number) {
        byte[] id = new byte[NodeId.LENGTH];
        id[NodeId.LENGTH - 1] = (byte) number;
        VirtualMessenger messenger = new VirtualMessenger(this, new Profile(NodeId.of(id), name));
        messengers.put(messenger.id(), messenger);
        return messenger;
    }

    /** A messenger whose courier takes nothing any more, or does again. */
    void plug(VirtualMessenger messenger, boolean in) {
        if (!in) {
            unplugged.add(messenger.id());
        } else if (unplugged.remove(messenger.id())) {
            messenger.messenger().reachable();
        }
    }

    /** Returns the peers whose way a messenger keeps. */
    Set<NodeId> kept(VirtualMessenger messenger) {
        return kept.getOrDefault(messenger.id(), Set.of());
    }

    /** Returns the peers to which a messenger has looked for a direct way. */
    List<NodeId> connects(VirtualMessenger messenger) {
        return connects.getOrDefault(messenger.id(), List.of());
    }

    Courier courier(NodeId from) {
        Set<NodeId> peers = new HashSet<>();
        kept.put(from, peers);
        List<NodeId> asked = new ArrayList<>();
        connects.put(from, asked);
        return new Courier() {
            @Override
            public boolean send(NodeId to, Envelope envelope) {
                return carry(from, to, envelope);
            }

            @Override
            public void keep(NodeId peer) {
                peers.add(peer);
            }

            @Override
            public void stopKeeping(NodeId peer) {
                peers.remove(peer);
            }

            @Override
            public void connect(NodeId peer) {
                asked.add(peer);
            }
        };
    }

    private boolean carry(NodeId from, NodeId to, Envelope envelope) {
        if (unplugged.contains(from)) {
            return false;
        }
        byte[] bytes = codec.encode(envelope);
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < repeat ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            underWay.add(new Parcel(now + 1 + random.nextLong(MAX_DELAY_MILLIS), parcels++, from, to, bytes));
        }
        return true;
    }

    void run(long millis) {
        long end = now + millis;
        while (now < end) {
            now += TICK_MILLIS;
            while (!underWay.isEmpty() && underWay.peek().at() <= now) {
                arrive(underWay.remove());
            }
            new ArrayList<>(messengers.values()).forEach(VirtualMessenger::tick);
        }
    }

    /** Lets time pass until the condition holds; returns whether it did in time. */
    boolean runUntil(BooleanSupplier condition, long millis) {
        long end = now + millis;
        while (!condition.getAsBoolean() && now < end) {
            run(TICK_MILLIS);
        }
        return condition.getAsBoolean();
    }

    private void arrive(Parcel parcel) {
        VirtualMessenger receiver = messengers.get(parcel.to());
        if (receiver != null && receiver.isRunning() && !unplugged.contains(parcel.to())) {
            receiver.messenger()
                    .received(parcel.from(), codec.decode(parcel.bytes()).orElseThrow());
        }
    }

    long now() {
        return now;
    }

    Random random() {
        return random;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return EPOCH.plusMillis(now);
            }
        };
    }

    @Override
    public void close() {
        List.copyOf(messengers.values()).forEach(VirtualMessenger::close);
    }

    private record Parcel(long at, long number, NodeId from, NodeId to, byte[] bytes) {}
}
