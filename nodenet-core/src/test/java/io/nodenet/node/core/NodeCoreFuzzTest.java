package io.nodenet.node.core;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.CloseReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.SignedMessage;
import io.nodenet.transport.WriteResult;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** Feeds a core random frames, and random but well-formed histories; {@link CheckedCore} says what must hold. */
@Tag("fuzz")
class NodeCoreFuzzTest {
    private static final Identity SELF = identity(7);
    private static final Identity[] SIGNERS = {identity(1), identity(2), identity(3), identity(4)};

    /** IDs that peers have and messages are for: signers, this node, and IDs at chosen distances from it. */
    private static final NodeId[] IDS = Stream.concat(
                    Stream.of(SIGNERS).map(Identity::nodeId),
                    Stream.of(
                            SELF.nodeId(),
                            NodeId.ZERO,
                            Frames.flip(SELF.nodeId(), 0),
                            Frames.flip(SELF.nodeId(), 1),
                            Frames.flip(SELF.nodeId(), 8),
                            Frames.flip(SELF.nodeId(), 255)))
            .toArray(NodeId[]::new);

    private static final Endpoint[] ENDPOINTS = {
        Endpoint.quic("192.0.2.7:443"), Endpoint.quic("[2001:db8::1%eth0]:4242"), Endpoint.UNKNOWN
    };
    private static final AnchorEntry[] ANCHORS = Stream.of(IDS)
            .flatMap(id -> Stream.of("192.0.2.7:443", "localhost:4242").map(at -> AnchorEntry.parse(id + "@" + at)))
            .toArray(AnchorEntry[]::new);
    private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long[] SKEWS_NANOS = {
        0, 0, 0, -WINDOW_NANOS, -WINDOW_NANOS - 1, WINDOW_NANOS, WINDOW_NANOS + 1, Long.MIN_VALUE, Long.MAX_VALUE
    };
    private static final int[] PAYLOADS = {0, 0, 0, 8, 9, 100, 20_000, 65_326};
    private static final int[] TTLS = {0, 1, 2, 15, 16, 17, 255};
    private static final long[] STEPS_NANOS = {
        1,
        Duration.ofMillis(10).toNanos(),
        Duration.ofMillis(1_001).toNanos(),
        Duration.ofSeconds(9).toNanos(),
        Duration.ofSeconds(61).toNanos()
    };
    private static final int[] CAPACITIES = {1, 3, CoreConfig.DEFAULT_DEDUPLICATION_CAPACITY};
    private static final int MAX_CONNECTIONS = 12;
    private static final int MAX_STEPS = 100;
    private static final int FLOOD = 80;

    private static Identity identity(int fill) {
        byte[] seed = new byte[Identity.SEED_LENGTH];
        Arrays.fill(seed, (byte) fill);
        return Identity.fromSeed(seed);
    }

    /** Begins the settings of a node that relays for others. */
    private static CoreConfig.Builder volunteering(int difficulty) {
        return Overlay.config(SELF, difficulty).relaySessions(9).advertised(List.of(Endpoint.quic("203.0.113.1:4242")));
    }

    /** Cuts the input into frames, which a length of two bytes precedes, and gives each to one of three connections. */
    @FuzzTest
    void takesRandomBytes(byte[] data) {
        CheckedCore core = new CheckedCore(SELF, volunteering(0).build());
        CheckedConnection[] connections = new CheckedConnection[3];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = core.connect(IDS[i], ENDPOINTS[i]);
        }
        for (int at = 0; at + 1 < data.length; ) {
            int to = (data[at] & 0xff) >> 6;
            int length = Math.min(data.length - at - 2, (data[at] & 0x3f) << 8 | data[at + 1] & 0xff);
            byte[] frame = Arrays.copyOfRange(data, at + 2, at + 2 + length);
            if (to < connections.length) {
                core.frame(connections[to], frame);
            } else {
                connections = Arrays.copyOf(connections, connections.length);
                connections[0] = core.connect(IDS[length % IDS.length], ENDPOINTS[0]);
                core.frame(connections[0], frame);
            }
            at += 2 + length;
        }
        core.settle();
    }

    @FuzzTest
    void keepsItsRulesThroughRandomHistories(FuzzedDataProvider data) {
        new History(data).run();
    }

    /** One random history. */
    private static final class History {
        private final FuzzedDataProvider data;
        private final CheckedCore core;
        private final List<byte[]> said = new ArrayList<>();

        History(FuzzedDataProvider data) {
            this.data = data;
            int difficulty = data.consumeInt(0, 7) == 0 ? 1 : 0;
            int maxInboundEdges = data.consumeInt(0, 6);
            int policies = data.consumeInt(0, 3);
            this.core = new CheckedCore(
                    SELF,
                    volunteering(difficulty)
                            .maxInboundEdges(maxInboundEdges)
                            .gated(policies == 0)
                            .selective(policies == 1)
                            .upkeep(data.consumeBoolean())
                            .deduplicationCapacity(data.pickValue(CAPACITIES))
                            .build());
        }

        void run() {
            for (int i = data.consumeInt(0, 4); i > 0; i--) {
                connect();
            }
            for (int i = 0; i < MAX_STEPS && data.remainingBytes() > 0; i++) {
                step(data.consumeInt(0, 31));
            }
            core.settle();
        }

        private void step(int kind) {
            switch (kind) {
                case 0, 1, 2 -> connect();
                case 3, 4, 5, 6, 7, 8, 9, 10 -> say(connection(), routed(FrameType.ROUTE));
                case 11, 12 -> say(connection(), routed(data.pickValue(FrameType.values())));
                case 13 -> say(connection(), Frames.frame(data.pickValue(FrameType.values()), bytes()));
                case 14 -> say(connection(), bytes());
                case 15, 16 -> replay();
                case 17 -> flood();
                case 18 -> end();
                case 19 ->
                    core.connections.stream()
                            .filter(CheckedConnection::isClosed)
                            .toList()
                            .forEach(connection -> core.end(connection, CloseReason.SHUTDOWN));
                case 20, 21 -> core.pass(data.pickValue(STEPS_NANOS));
                case 22, 23 -> verify();
                case 24 -> gate();
                case 25 -> dial();
                case 26 -> core.addAnchor(data.pickValue(ANCHORS));
                case 27 -> answer();
                case 28 -> core.originate(id(), core.newPayload(data.pickValue(PAYLOADS)));
                case 29 -> operate();
                case 30 -> room();
                default -> leave();
            }
        }

        private void connect() {
            if (core.connections.size() < MAX_CONNECTIONS) {
                CheckedConnection connection = core.connect(id(), data.pickValue(ENDPOINTS));
                if (data.consumeBoolean()) {
                    say(connection, Frames.frame(FrameType.PING, new byte[0]));
                }
            }
        }

        private NodeId id() {
            return data.pickValue(IDS);
        }

        private CheckedConnection connection() {
            if (core.connections.isEmpty()) {
                return core.connect(id(), ENDPOINTS[0]);
            }
            return core.connections.get(data.consumeInt(0, core.connections.size() - 1));
        }

        private byte[] bytes() {
            return data.consumeBytes(data.consumeInt(0, 200));
        }

        private void say(CheckedConnection connection, byte[] frame) {
            byte[] bytes = frame.length > FrameCodec.MAX_PACKET ? Arrays.copyOf(frame, FrameCodec.MAX_PACKET) : frame;
            said.add(bytes);
            core.frame(connection, bytes);
        }

        /** Returns a message that one of the signers signed, or that was changed afterwards. */
        private byte[] routed(FrameType type) {
            Identity signer = data.pickValue(SIGNERS);
            NodeId target = data.consumeBoolean() ? SELF.nodeId() : id();
            byte[] payload = core.newPayload(Math.min(data.pickValue(PAYLOADS), SignedMessage.MAX_PAYLOAD));
            NodeId[] avoid = new NodeId[data.consumeInt(0, 3)];
            Arrays.setAll(avoid, i -> id());
            long sent = core.wallNanos() + data.pickValue(SKEWS_NANOS);
            byte[] frame = Frames.routed(type, signer, target, sent, payload, data.pickValue(TTLS), avoid);
            if (type == FrameType.ROUTE && target.equals(SELF.nodeId())) {
                core.isGenuine(signer.nodeId(), payload);
            }
            int change = data.consumeInt(0, 15);
            if (change == 0) {
                return Frames.tampered(frame, data.consumeInt(0, Math.min(frame.length, 300) - 1));
            } else if (change == 1) {
                return Frames.tampered(frame, frame.length - 1 - data.consumeInt(0, 63));
            } else if (change == 2) {
                return Arrays.copyOf(frame, frame.length + data.consumeInt(-2, 2));
            }
            return frame;
        }

        /** Says once more, perhaps changed, what was said, over any connection. */
        private void replay() {
            if (!said.isEmpty()) {
                byte[] frame = said.get(data.consumeInt(0, said.size() - 1));
                boolean changed = frame.length > 0 && data.consumeInt(0, 3) == 0;
                say(
                        connection(),
                        changed ? Frames.tampered(frame, data.consumeInt(0, Math.min(frame.length, 300) - 1)) : frame);
            }
        }

        /** Says many messages with forged signatures, so that reading pauses. */
        private void flood() {
            CheckedConnection connection = connection();
            byte[] frame = Frames.routed(
                    FrameType.ROUTE, data.pickValue(SIGNERS), SELF.nodeId(), core.wallNanos(), core.newPayload(0));
            for (int i = 0; i < FLOOD; i++) {
                frame[frame.length - RoutedMessageView.SIGNATURE_LENGTH] += (byte) 1;
                core.frame(connection, frame.clone());
            }
        }

        private void end() {
            if (!core.connections.isEmpty()) {
                core.end(connection(), data.pickValue(CloseReason.values()));
            }
        }

        private void verify() {
            if (!core.jobs.isEmpty()) {
                core.finish(core.jobs.get(data.consumeInt(0, core.jobs.size() - 1)));
            }
        }

        private void gate() {
            if (!core.gates.isEmpty()) {
                core.gate(data.pickValue(List.copyOf(core.gates.keySet())), data.consumeBoolean());
            }
        }

        private void dial() {
            if (!core.dials.isEmpty()) {
                core.dialed(data.pickValue(List.copyOf(core.dials.keySet())), ENDPOINTS[0], data.consumeInt(0, 3) != 0);
            }
            if (!core.resolutions.isEmpty()) {
                core.resolved(
                        data.pickValue(core.resolutions),
                        data.consumeBoolean() ? List.of(ENDPOINTS[0], ENDPOINTS[1]) : List.of());
            }
        }

        private void answer() {
            if (!core.connections.isEmpty()) {
                connection().answer(data.pickValue(WriteResult.values()));
            }
        }

        private void operate() {
            switch (data.consumeInt(0, 2)) {
                case 0 -> core.sendDirect(id(), bytes());
                case 1 -> core.ping(id());
                default -> core.drop(id());
            }
        }

        private void room() {
            core.deliveryRoom = data.consumeBoolean();
            core.cryptoRoom = data.consumeBoolean();
        }

        private void leave() {
            if (data.consumeInt(0, 7) == 0) {
                core.leave();
            }
        }
    }
}
