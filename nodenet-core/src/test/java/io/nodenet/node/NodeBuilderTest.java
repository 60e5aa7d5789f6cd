package io.nodenet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.ConfigurationException;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.Transport;
import io.nodenet.transport.memory.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NodeBuilderTest {
    private final Identity identity = Identity.generate();

    private static Transport transport(Identity self) {
        return MemoryNode.open(MemoryNode.host(self.nodeId()));
    }

    private NodeBuilder builder() {
        return Node.builder().identity(identity).difficulty(0).transport(NodeBuilderTest::transport);
    }

    private static void assertRefused(NodeBuilder builder, String... inTheMessage) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(builder::build)
                .satisfies(e -> assertThat(e.getMessage()).contains(inTheMessage));
    }

    @Test
    void missingSettingIsNamedWithItsRemedy() {
        assertRefused(
                Node.builder().transport(NodeBuilderTest::transport),
                "identity is missing",
                "IdentityMinter.loadOrMint");
        assertRefused(Node.builder().identity(identity), "transport is missing", "QuicTransport.factory");
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                Arguments.of("difficulty", -1),
                Arguments.of("difficulty", 257),
                Arguments.of("maxInboundEdges", -1),
                Arguments.of("reflexiveQuorum", 0),
                Arguments.of("reflexiveQuorum", NodeBuilder.MAX_REFLEXIVE_QUORUM + 1),
                Arguments.of("targetEdges", -1),
                Arguments.of("targetEdges", NodeBuilder.MAX_TARGET_EDGES + 1),
                Arguments.of("maxRelaySessions", 0),
                Arguments.of("maxRelaySessions", NodeBuilder.MAX_RELAY_SESSIONS + 1),
                Arguments.of("maxPendingMessages", 0),
                Arguments.of("maxPendingBytes", (1 << 17) - 1),
                Arguments.of("submissionBudget", (1 << 17) - 1));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void settingOutOfRangeIsNamedAtOnceWithItsValueAndItsRange(String name, int value) {
        Map<String, IntFunction<NodeBuilder>> setters = Map.of(
                "difficulty", builder()::difficulty,
                "maxInboundEdges", builder()::maxInboundEdges,
                "reflexiveQuorum", builder()::reflexiveQuorum,
                "targetEdges", builder()::targetEdges,
                "maxRelaySessions", builder()::maxRelaySessions,
                "maxPendingMessages", builder()::maxPendingMessages,
                "maxPendingBytes", builder()::maxPendingBytes,
                "submissionBudget", builder()::submissionBudget);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> setters.get(name).apply(value))
                .withMessageContainingAll(name + " is " + value, "choose a value from");
    }

    @Test
    void drainTimeoutOutOfRangeIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder().drainTimeout(Duration.ofDays(1_000_000)))
                .withMessageContaining("drainTimeout is PT24000000H");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder().drainTimeout(Duration.ofNanos(-1)))
                .withMessageContaining("drainTimeout is PT-0.000000001S");
    }

    @Test
    void identityBelowTheDifficultyIsRefusedWithBothNumbers() {
        int bits = identity.nodeId().leadingZeroBits();

        assertRefused(
                builder().difficulty(bits + 1), "has " + bits + " leading zero bits", "difficulty is " + (bits + 1));
    }

    @Test
    void anchorsWithWhichThereCanBeNoEdgeAreRefused() {
        Identity strong = Identity.generate();
        while (strong.nodeId().leadingZeroBits() < 1) {
            strong = Identity.generate();
        }
        NodeBuilder demanding = Node.builder()
                .identity(strong)
                .difficulty(1)
                .transport(NodeBuilderTest::transport)
                .anchor("f".repeat(64) + "@192.0.2.1:1");
        assertRefused(demanding, "0 leading zero bits", "set the difficulty of the anchor's network");
    }

    @Test
    void malformedAnchorAndAddressAreRefusedWhereTheyAreSet() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder().anchor("nonsense"))
                .withMessageContaining("nonsense")
                .withMessageContaining("write <64 hex digits>@<host>:<port>");
        for (String address : List.of("relay.example:4242", "192.0.2.1:0", "192.0.2.1")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> builder().advertise(address))
                    .withMessageContaining(address);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:4242, unspecified",
        "[::]:4242, unspecified",
        "[fe80::1%eth0]:4242, link-local",
        "169.254.1.1:4242, link-local",
        "224.0.0.1:4242, multicast",
        "255.255.255.255:4242, reserved"
    })
    void addressThatNobodyDialsIsNotAdvertised(String address, String kind) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder().advertise(address))
                .withMessageContainingAll(address, "other nodes dial no " + kind + " address");
    }

    @Test
    void L17_transportOfAnotherIdentityIsRefusedAndClosed() {
        List<MemoryTransport> made = new ArrayList<>();
        NodeBuilder builder = builder().transport(self -> {
            made.add(MemoryNode.host(NodeId.ZERO));
            return MemoryNode.open(made.get(0));
        });

        assertRefused(builder, NodeId.ZERO.toString(), identity.nodeId().toString(), "the same identity");
        assertThat(made)
                .singleElement()
                .satisfies(transport -> assertThat(transport.isClosed()).isTrue());
    }

    @Test
    void nothingRunsBeforeTheStart() {
        MemoryTransport[] made = new MemoryTransport[1];
        Node node = builder()
                .transport(self -> MemoryNode.open(made[0] = MemoryNode.host(self.nodeId())))
                .anchor("f".repeat(64) + "@192.0.2.1:1")
                .build();

        assertThat(node.snapshot().anchors()).isEmpty();
        assertThat(node.state()).isEqualTo(NodeState.NEW);
        node.close();
        assertThat(made[0].isClosed()).isTrue();
    }

    @Test
    void largestDirectMessageMayWaitHoweverSmallTheSubmissionBudgetIs() {
        NodeSettings settings = builder().submissionBudget(1 << 17).settings(identity);

        assertThat(settings.maxWaitingBytes()).isEqualTo(256 + Node.MAX_DIRECT_BYTES);
    }

    @Test
    void L09_whatIsNotSetHasItsDefault() {
        NodeSettings settings = builder().settings(identity);

        assertThat(settings.maxInboundEdges()).isEqualTo(256);
        assertThat(settings.targetEdges()).isEqualTo(32);
        assertThat(settings.reflexiveQuorum()).isEqualTo(3);
        assertThat(settings.relaySessions()).isZero();
        assertThat(builder().relay(true).settings(identity).relaySessions()).isEqualTo(256);
        assertThat(settings.maxPendingMessages()).isEqualTo(4096);
        assertThat(settings.maxPendingBytes()).isEqualTo(16 << 20);
        assertThat(settings.submissionBudget()).isEqualTo(8 << 20);
        assertThat(settings.drainTimeout()).hasSeconds(5);
        assertThat(settings.connectOptions()).isEqualTo(ConnectOptions.DEFAULT);
        assertThat(settings.maxWaitingBytes()).isEqualTo(4 << 20);
        assertThat(settings.edgeAdmission()).isNull();
        assertThat(settings.addressDisclosure()).isNull();
        assertThat(settings.rateLimited()).isTrue();
        assertThat(Node.builder().settings(identity).difficulty()).isEqualTo(16);
    }
}
