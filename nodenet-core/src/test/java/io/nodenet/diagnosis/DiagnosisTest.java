package io.nodenet.diagnosis;

import static io.nodenet.diagnosis.Check.ANCHORS;
import static io.nodenet.diagnosis.Check.CLOCK;
import static io.nodenet.diagnosis.Check.DUPLICATE_IDENTITY;
import static io.nodenet.diagnosis.Check.INTERFACES;
import static io.nodenet.diagnosis.Check.NATIVE_LIBRARY;
import static io.nodenet.diagnosis.Check.NODE;
import static io.nodenet.diagnosis.Check.PATH_MTU;
import static io.nodenet.diagnosis.Check.REACHABILITY;
import static io.nodenet.diagnosis.Check.SOCKET_BUFFERS;
import static io.nodenet.diagnosis.Check.SOCKET_DRIVER;
import static io.nodenet.diagnosis.Level.OK;
import static io.nodenet.diagnosis.Level.PROBLEM;
import static io.nodenet.diagnosis.Level.UNKNOWN;
import static io.nodenet.diagnosis.Level.WARNING;
import static io.nodenet.diagnosis.Patient.anchor;
import static io.nodenet.diagnosis.Patient.call;
import static io.nodenet.diagnosis.Patient.edge;
import static io.nodenet.diagnosis.Patient.face;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.AddressClass;
import io.nodenet.fact.AnchorState;
import io.nodenet.fact.ClockSkew;
import io.nodenet.fact.NatEvidence;
import io.nodenet.fact.NatKind;
import io.nodenet.fact.PathKind;
import io.nodenet.node.NodeState;
import io.nodenet.transport.quic.QuicSupport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {
    private static final String PUBLIC = "203.0.113.9:1";

    private final Patient patient = new Patient();

    @Test
    void healthyNodeHasOneGoodFindingForEachCheckInTheirOrder() {
        assertThat(patient.diagnosis().findings()).extracting(Finding::check).containsExactly(Check.values());
        assertThat(patient.diagnosis().findings())
                .allSatisfy(
                        finding -> assertThat(finding.level()).as(finding.id()).isEqualTo(OK));
    }

    private static Arguments row(Check check, Level level, String summary, String name, Consumer<Patient> illness) {
        return arguments(check, level, summary, Named.of(name, illness));
    }

    private static Stream<Arguments> hosts() {
        return Stream.of(
                row(NATIVE_LIBRARY, PROBLEM, "cannot be loaded", "no codec", p -> p.codecFailure = "not found"),
                row(SOCKET_DRIVER, WARNING, "NIO", "Linux without epoll", p -> p.epollFailure = "not found"),
                row(SOCKET_DRIVER, OK, "NIO", "macOS", p -> {
                    p.system = "Mac OS X";
                    p.epollFailure = "only supported on Linux";
                }),
                row(SOCKET_BUFFERS, WARNING, "smaller", "small receive buffer", p -> p.receiveBuffer = 212_992),
                row(SOCKET_BUFFERS, WARNING, "smaller", "one byte too few", p -> p.sendBuffer = Patient.WANTED - 1),
                row(SOCKET_BUFFERS, UNKNOWN, "does not tell", "untold buffer", p -> p.sendBuffer = QuicSupport.UNKNOWN),
                row(INTERFACES, UNKNOWN, "no interface is shown", "no interface", p -> p.interfaces = List.of()),
                row(
                        INTERFACES,
                        WARNING,
                        "no interface has an address",
                        "loopback and link-local only",
                        p -> p.interfaces = List.of(
                                face("lo", 65_536, "127.0.0.1", "::1"), face("eth0", 1500, "169.254.1.2", "fe80::1"))),
                row(INTERFACES, WARNING, "listens on loopback", "bound to loopback", p -> p.bound = "127.0.0.1:4242"),
                row(
                        PATH_MTU,
                        PROBLEM,
                        "no interface carries",
                        "narrow interface",
                        p -> p.interfaces = List.of(face("wg0", 1279, "10.0.0.1"))),
                row(
                        PATH_MTU,
                        WARNING,
                        "an interface carries no",
                        "one narrow interface",
                        p -> p.interfaces = List.of(face("wg0", 1279, "10.0.0.1"), face("eth0", 1280, "192.0.2.2"))));
    }

    private static Stream<Arguments> nodes() {
        return Stream.of(
                row(NODE, PROBLEM, "has failed", "failed", p -> p.state = NodeState.FAILED),
                row(NODE, PROBLEM, "does not run", "not started", p -> p.state = NodeState.NEW),
                row(NODE, PROBLEM, "does not run", "closed", p -> p.state = NodeState.CLOSED),
                row(ANCHORS, OK, "every anchor", "released anchor", p -> {
                    p.anchors.clear();
                    p.anchors.add(anchor(AnchorState.RELEASED, null));
                }),
                row(
                        ANCHORS,
                        WARNING,
                        "1 of 2",
                        "one silent anchor",
                        p -> p.anchors.add(anchor(AnchorState.WAITING, "timeout"))),
                row(ANCHORS, WARNING, "0 of 1", "silent anchor and an edge", DiagnosisTest::silentAnchor),
                row(ANCHORS, PROBLEM, "no anchor answers", "silent anchor", p -> {
                    silentAnchor(p);
                    p.edges.clear();
                    p.uptime = Diagnosis.PATIENCE;
                }),
                row(ANCHORS, PROBLEM, "no anchor answers", "silent anchor that is dialed again later", p -> {
                    p.anchors.clear();
                    p.anchors.add(anchor(AnchorState.WAITING, "timeout"));
                    p.edges.clear();
                }),
                row(ANCHORS, PROBLEM, "lets this node go", "anchor that let it go", p -> {
                    p.anchors.clear();
                    p.anchors.add(anchor(AnchorState.WAITING, null));
                    p.edges.clear();
                }),
                row(ANCHORS, UNKNOWN, "yet", "young node", p -> {
                    silentAnchor(p);
                    p.edges.clear();
                    p.uptime = Diagnosis.PATIENCE.minusNanos(1);
                }),
                row(ANCHORS, OK, "without an anchor", "no anchor and an edge", p -> p.anchors.clear()),
                row(ANCHORS, UNKNOWN, "there is no anchor", "no anchor", p -> {
                    p.anchors.clear();
                    p.edges.clear();
                }),
                row(CLOCK, UNKNOWN, "too few", "no neighbour", p -> p.clock = ClockSkew.UNKNOWN),
                row(CLOCK, OK, "that of the network", "15 s", p -> p.clock = skew(-15)),
                row(CLOCK, WARNING, "16 s behind", "16 s behind", p -> p.clock = skew(-16)),
                row(CLOCK, WARNING, "35 s ahead", "35 s ahead", p -> p.clock = skew(35)),
                row(CLOCK, PROBLEM, "36 s ahead", "36 s ahead", p -> p.clock = skew(36)),
                row(DUPLICATE_IDENTITY, UNKNOWN, "no edge", "no edge", p -> p.edges.clear()),
                row(
                        DUPLICATE_IDENTITY,
                        WARNING,
                        "two running nodes",
                        "identity in use twice",
                        p -> p.edges.add(edge(true, PathKind.DIRECT, PUBLIC, true))));
    }

    private static Stream<Arguments> paths() {
        return Stream.of(
                row(Check.NAT, UNKNOWN, "too few", "no report", p -> p.nat = NatKind.UNKNOWN),
                row(Check.NAT, OK, "hole punching", "cone", p -> p.nat = NatKind.ENDPOINT_INDEPENDENT),
                row(Check.NAT, WARNING, "(address-dependent)", "per host", p -> p.nat = NatKind.ADDRESS_DEPENDENT),
                row(
                        Check.NAT,
                        WARNING,
                        "(address-and-port-dependent)",
                        "symmetric",
                        p -> p.nat = NatKind.ADDRESS_AND_PORT_DEPENDENT),
                row(REACHABILITY, UNKNOWN, "opened the way", "has opened its NAT", p -> {
                    p.punches = 1;
                    p.nat = NatKind.ENDPOINT_INDEPENDENT;
                }),
                row(REACHABILITY, OK, "unasked", "has punched without a NAT", p -> p.punches = 1),
                row(
                        REACHABILITY,
                        OK,
                        "unasked",
                        "has a NAT and has punched nothing",
                        p -> p.nat = NatKind.ENDPOINT_INDEPENDENT),
                row(REACHABILITY, UNKNOWN, "no peer", "outbound only", only(true, PathKind.DIRECT, PUBLIC)),
                row(REACHABILITY, UNKNOWN, "no peer", "punched", only(false, PathKind.PUNCHED, PUBLIC)),
                row(REACHABILITY, UNKNOWN, "no peer", "relayed", only(false, PathKind.RELAYED, PUBLIC)),
                row(REACHABILITY, UNKNOWN, "no peer", "same site", only(false, PathKind.DIRECT, "10.0.0.2:1")),
                row(REACHABILITY, UNKNOWN, "no peer", "same host", only(false, PathKind.DIRECT, "127.0.0.1:1")),
                row(PATH_MTU, UNKNOWN, "no edge", "no edge", p -> p.edges.clear()),
                row(
                        PATH_MTU,
                        OK,
                        "1200 bytes",
                        "only interfaces that lead nowhere are narrow",
                        p -> p.interfaces = List.of(face("dummy0", 500, "fe80::1"), face("eth0", 1280, "192.0.2.2"))));
    }

    private static Consumer<Patient> only(boolean outbound, PathKind path, String remote) {
        return patient -> {
            patient.edges.clear();
            patient.edges.add(edge(outbound, path, remote, false));
        };
    }

    private static void silentAnchor(Patient patient) {
        patient.anchors.clear();
        patient.anchors.add(anchor(AnchorState.DIALING, "timeout"));
    }

    private static ClockSkew skew(int seconds) {
        return new ClockSkew(Duration.ofSeconds(seconds), 5);
    }

    @ParameterizedTest(name = "{3}: {0} is {1}")
    @MethodSource({"hosts", "nodes", "paths"})
    void eachIllnessIsNamedWithItsRemedy(Check check, Level level, String summary, Consumer<Patient> illness) {
        illness.accept(patient);

        Finding finding = patient.diagnosis().get(check);

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.summary()).contains(summary);
        if (level == OK) {
            assertThat(finding.remedy()).isNull();
        } else {
            assertThat(finding.remedy()).isNotBlank();
        }
    }

    @Test
    void evidenceShowsWhatTheFindingRestsOn() {
        patient.codecFailure = "no such library";
        patient.receiveBuffer = 4 << 20;
        patient.nat = NatKind.ADDRESS_DEPENDENT;
        patient.evidence = List.of(new NatEvidence(
                AddressClass.PUBLIC_IPV4,
                NatKind.ADDRESS_DEPENDENT,
                3,
                2,
                List.of(new NatEvidence.Seen(Endpoint.quic("203.0.113.7:5001"), 2, 1))));
        patient.media.add(call(1350));
        patient.media.add(call(0));
        silentAnchor(patient);

        assertThat(evidence(NATIVE_LIBRARY)).containsExactly("no such library");
        assertThat(evidence(SOCKET_BUFFERS)).containsExactly("receive: 4.00 MiB, send: 7.00 MiB, asked for: 7.00 MiB");
        assertThat(evidence(INTERFACES))
                .containsExactly("lo: 127.0.0.1, MTU 65536", "eth0: [2001:db8::2], 192.0.2.2, MTU 1500");
        assertThat(evidence(Check.NAT))
                .containsExactly("public-ipv4: seen at 203.0.113.7:5001 by 2 of 3 neighbours, in 1 of 2 subnets");
        assertThat(evidence(PATH_MTU)).element(1).isEqualTo("call with " + Patient.PEER.shortText() + ": 1350 bytes");
        assertThat(evidence(PATH_MTU)).hasSize(2);
        assertThat(evidence(ANCHORS))
                .singleElement()
                .asString()
                .contains("198.51.100.7:4242", "dialing", "failures: 3", "timeout");
    }

    private List<String> evidence(Check check) {
        return patient.diagnosis().get(check).evidence();
    }

    @Test
    void evidenceIsBoundedHoweverManyEdgesThereAre() {
        patient.edges.addAll(Collections.nCopies(1000, edge(false, PathKind.DIRECT, PUBLIC, true)));

        assertThat(patient.diagnosis().findings())
                .allSatisfy(finding -> assertThat(finding.evidence()).hasSizeLessThanOrEqualTo(Finding.MAX_EVIDENCE));
    }

    @Test
    void hostWithoutANodeIsJudgedAllTheSame() {
        patient.codecFailure = "no such library";

        Diagnosis diagnosis = Diagnosis.withoutNode(patient.host(), "The port is in use");

        assertThat(diagnosis.findings()).extracting(Finding::check).containsExactly(Check.values());
        assertThat(diagnosis.get(NODE).level()).isEqualTo(PROBLEM);
        assertThat(diagnosis.get(NODE).evidence()).containsExactly("The port is in use");
        assertThat(diagnosis.get(NATIVE_LIBRARY).level()).isEqualTo(PROBLEM);
        assertThat(diagnosis.get(SOCKET_DRIVER).level()).isEqualTo(OK);
        assertThat(diagnosis.count(PROBLEM)).isEqualTo(2);
        assertThat(diagnosis.count(UNKNOWN)).isEqualTo(6);
    }

    @Test
    void remedyOfSmallBuffersIsThatOfTheSystem() {
        patient.receiveBuffer = 1;
        assertThat(patient.diagnosis().get(SOCKET_BUFFERS).remedy()).contains("net.core.rmem_max=7340032");

        patient.system = "Mac OS X";
        assertThat(patient.diagnosis().get(SOCKET_BUFFERS).remedy()).contains("kern.ipc.maxsockbuf");

        patient.system = "Windows 11";
        assertThat(patient.diagnosis().get(SOCKET_BUFFERS).remedy()).contains("7340032");
    }

    @Test
    void everyIdIsInTheDocumentation() throws Exception {
        String page = Files.readString(Path.of("../docs/doctor.md"));

        assertThat(Pattern.compile("^## `([a-z-]+)`", Pattern.MULTILINE)
                        .matcher(page)
                        .results()
                        .map(heading -> heading.group(1)))
                .containsExactlyElementsOf(
                        patient.diagnosis().findings().stream().map(Finding::id).toList());
        assertThat(Arrays.asList(Check.values()))
                .hasSameSizeAs(patient.diagnosis().findings());
    }

    @Test
    void hostOfThisTestIsLookedAt() {
        HostFacts host = HostFacts.collect();

        assertThat(host.quic().codecFailure()).isNull();
        assertThat(host.quic().requestedBufferBytes()).isEqualTo(Patient.WANTED);
        assertThat(host.quic().receiveBufferBytes()).isBetween(1, Patient.WANTED);
        assertThat(host.quic().sendBufferBytes()).isBetween(1, Patient.WANTED);
        assertThat(host.interfaces())
                .anySatisfy(one -> assertThat(one.addresses()).anyMatch(address -> address.isLoopbackAddress()));
    }
}
