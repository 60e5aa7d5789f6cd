package io.nodenet.sample.call.call;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalCodec;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Telephones over a network that delays, loses, repeats and reorders signals as its seed says, in virtual time; media sessions come about at once. */
final class VirtualPhones {
    private static final long TICK_MILLIS = 100;
    private static final long SESSION_MILLIS = 200;

    private final Random random;
    private final Map<NodeId, Phone> phones = new HashMap<>();
    private final Set<NodeId> unplugged = new HashSet<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private double loss;
    private double repeat;
    private long maxDelayMillis = 50;
    private boolean sessions = true;
    private long now;
    private long count;

    VirtualPhones(long seed) {
        random = new Random(seed);
    }

    VirtualPhones lossy(double lost, double repeated, long mostMillis) {
        loss = lost;
        repeat = repeated;
        maxDelayMillis = mostMillis;
        return this;
    }

    /** From now on media sessions cannot be opened, or can again. */
    void sessions(boolean on) {
        sessions = on;
    }

    Phone add() {
        byte[] id = new byte[NodeId.LENGTH];
        id[0] = (byte) (phones.size() + 1);
        Phone phone = new Phone(NodeId.of(id));
        phones.put(phone.id, phone);
        return phone;
    }

    /** Loses all that a telephone says and hears from now on, or no longer. */
    void plug(Phone phone, boolean in) {
        if (in) {
            unplugged.remove(phone.id);
        } else {
            unplugged.add(phone.id);
        }
    }

    Random random() {
        return random;
    }

    long now() {
        return now;
    }

    void run(long millis) {
        long end = now + millis;
        while (now < end) {
            now += TICK_MILLIS;
            while (!events.isEmpty() && events.peek().at() <= now) {
                events.remove().action().run();
            }
            phones.values().forEach(phone -> phone.machine.tick(now));
        }
    }

    private void carry(NodeId from, NodeId to, Signal signal) {
        if (unplugged.contains(from) || unplugged.contains(to)) {
            return;
        }
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < repeat ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            at(1 + random.nextLong(maxDelayMillis), () -> {
                Phone receiver = phones.get(to);
                if (receiver != null && !unplugged.contains(to)) {
                    receiver.hear(from, signal);
                }
            });
        }
    }

    private void at(long delay, Runnable action) {
        events.add(new Event(now + delay, count++, action));
    }

    private record Event(long at, long number, Runnable action) {}

    /** A telephone, and what its user has noticed. */
    final class Phone implements CallEffects {
        final NodeId id;
        final DropCounters<SignalDrop> drops = new DropCounters<>(SignalDrop.class);
        final List<Call> ended = new ArrayList<>();
        final List<UUID> missed = new ArrayList<>();
        final List<Signal> sent = new ArrayList<>();
        final Set<NodeId> contacts = new HashSet<>();
        CallMachine machine = new CallMachine(CallTimes.DEFAULT, this, drops);
        int opened;

        private Phone(NodeId id) {
            this.id = id;
        }

        /** Starts again with nothing in mind. */
        void restart() {
            machine = new CallMachine(CallTimes.DEFAULT, this, drops);
        }

        void befriend(Phone other) {
            contacts.add(other.id);
            other.contacts.add(id);
        }

        UUID call(Phone other) {
            UUID name = new UUID(random.nextLong(), random.nextLong());
            return machine.place(name, other.id, true, now).map(Call::id).orElse(name);
        }

        private void hear(NodeId from, Signal signal) {
            SignalCodec codec = new SignalCodec(drops);
            codec.decode(codec.encode(signal))
                    .ifPresent(heard -> machine.received(from, (Signal.OfCall) heard, contacts.contains(from), now));
        }

        @Nullable
        Call current() {
            return machine.call().orElse(null);
        }

        CallState state() {
            Call call = current();
            return call == null ? CallState.ENDED : call.state();
        }

        UUID name() {
            return machine.call().orElseThrow().id();
        }

        EndReason reason() {
            EndReason reason = machine.call().orElseThrow().reason();
            if (reason == null) {
                throw new IllegalStateException("The call lives");
            }
            return reason;
        }

        boolean isFree() {
            return state() == CallState.ENDED;
        }

        long dropped(SignalDrop reason) {
            return drops.count(reason);
        }

        @Override
        public void send(NodeId to, Signal signal) {
            sent.add(signal);
            carry(id, to, signal);
        }

        @Override
        public void open(UUID call, NodeId callee) {
            opened++;
            at(SESSION_MILLIS, () -> {
                Phone other = phones.get(callee);
                boolean taken = sessions && other != null && other.machine.expectsSession(id);
                if (taken) {
                    other.machine.sessionUp(call, now);
                    other.machine.page(call, true, now);
                    machine.sessionUp(call, now);
                    machine.page(call, true, now);
                } else {
                    machine.sessionFailed(call, "Declined");
                }
            });
        }

        @Override
        public void ended(Call call) {
            ended.add(call);
            at(SESSION_MILLIS, () -> {
                Phone other = phones.get(call.peer());
                if (other != null && other.state() == CallState.ACTIVE) {
                    other.machine.sessionEnded(call.id(), call.reason() == EndReason.HUNG_UP, now);
                }
            });
        }

        @Override
        public void changed() {}

        @Override
        public void missed(UUID call, NodeId caller, boolean video) {
            missed.add(call);
        }
    }
}
