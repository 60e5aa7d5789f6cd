package io.nodenet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.nodenet.node.NodeBuilder;
import io.nodenet.node.run.DefaultNode;
import io.nodenet.pow.NodeIdBatch;
import io.nodenet.pow.ProofOfWork;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The packages, what each may import, and which of them stay pure. */
class ArchitectureTest {
    private static final String ROOT = "io.nodenet";

    private static final Set<String> VALUES = Set.of("kad", "address");
    private static final Set<String> MESSAGES = with(
            VALUES,
            "wire",
            "identity",
            "pow",
            "fact",
            "metrics",
            "media",
            "transport",
            "routed",
            "routing",
            "rendezvous",
            "nat");
    private static final Set<String> TURN = with(MESSAGES, "node.core.turn");
    private static final Set<String> PORT = with(TURN, "node.core.port");
    private static final Set<String> EDGE = with(PORT, "node.core.edge");
    private static final Set<String> MESSAGE = with(EDGE, "node.core.message");
    private static final Set<String> CORE = with(MESSAGE, "node.core.upkeep", "node.core.connect", "node.core.call");
    private static final Set<String> QUIC = with(VALUES, "wire", "identity", "fact", "metrics", "media", "transport");
    private static final Set<String> QUIC_SOCKET = with(QUIC, "transport.quic.loop", "transport.quic.tls");
    private static final Set<String> QUIC_EDGE = with(QUIC_SOCKET, "transport.quic.socket");

    /** Each package and what it may import of the project, beside itself and the exceptions of the root package. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("kad", Set.of()),
            entry("address", Set.of()),
            entry("metrics", Set.of()),
            entry("wire", VALUES),
            entry("identity", with(VALUES, "wire")),
            entry("pow", Set.of("kad", "identity")),
            entry("fact", with(VALUES, "metrics")),
            entry("routed", with(VALUES, "wire", "identity")),
            entry("media", with(VALUES, "fact", "metrics")),
            entry("transport", with(VALUES, "fact", "metrics", "media")),
            entry("transport.relay", Set.of("transport")),
            entry("transport.media", with(VALUES, "fact", "metrics", "media", "transport")),
            entry(
                    "transport.memory",
                    with(VALUES, "fact", "metrics", "media", "transport", "transport.relay", "transport.media")),
            entry("transport.quic.tls", QUIC),
            entry("transport.quic.loop", QUIC),
            entry("transport.quic.socket", QUIC_SOCKET),
            entry("transport.quic.edge", QUIC_EDGE),
            entry("transport.quic.relay", with(QUIC_SOCKET, "transport.quic.socket", "transport.relay")),
            entry("transport.quic.media", with(QUIC_EDGE, "transport.quic.edge", "transport.media")),
            entry(
                    "transport.quic",
                    with(
                            QUIC_EDGE,
                            "transport.quic.edge",
                            "transport.quic.relay",
                            "transport.quic.media",
                            "transport.media")),
            entry("routing", with(VALUES, "wire", "identity", "pow", "fact", "transport", "routed")),
            entry("rendezvous", with(VALUES, "identity", "wire")),
            entry("nat", with(VALUES, "wire", "fact")),
            entry("node.core.turn", MESSAGES),
            entry("node.core.port", TURN),
            entry("node.core.edge", PORT),
            entry("node.core.message", EDGE),
            entry("node.core.upkeep", MESSAGE),
            entry("node.core.connect", MESSAGE),
            entry("node.core.call", EDGE),
            entry("node.core", CORE),
            entry("node", MESSAGES),
            entry("diagnosis", with(VALUES, "fact", "metrics", "media", "transport", "transport.quic", "node")),
            entry("node.run", with(CORE, "node.core", "node")));

    private static final String[] PURE = full(
            "kad", "address", "wire", "fact", "routed", "routing", "rendezvous", "nat", "node.core", "node.core.*");
    private static final String[] BUFFERS = full(
            "wire",
            "routed",
            "transport",
            "transport.media",
            "transport.memory",
            "transport.quic..",
            "routing",
            "rendezvous",
            "nat",
            "node.core..",
            "node.run");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ROOT);

    @Test
    void everyPackageIsKnown() {
        Set<String> known = Set.copyOf(Stream.concat(
                        Stream.of(ROOT), Arrays.stream(full(ARROWS.keySet().toArray(String[]::new))))
                .toList());

        assertThat(CLASSES).extracting(JavaClass::getPackageName).isSubsetOf(known);
    }

    @TestFactory
    Stream<DynamicTest> packagesImportOnlyWhatTheirArrowsAllow() {
        return ARROWS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(arrow -> DynamicTest.dynamicTest(arrow.getKey(), () -> {
                    Set<String> allowed = arrow.getValue();
                    String[] targets = Stream.concat(
                                    Stream.of(ROOT, ROOT + '.' + arrow.getKey()),
                                    Arrays.stream(full(allowed.toArray(String[]::new))))
                            .toArray(String[]::new);
                    check(noClasses()
                            .that()
                            .resideInAPackage(ROOT + '.' + arrow.getKey())
                            .and(DescribedPredicate.not(type(NodeBuilder.class))) // builds what implements Node
                            .should()
                            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                                    .and(DescribedPredicate.not(resideInAnyPackage(targets)))));
                }));
    }

    @Test
    void rootPackageHoldsExceptionsOnly() {
        check(classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .areTopLevelClasses() // an exception may have an enum of reasons
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .beAssignableTo(NodenetException.class));
        check(noClasses().that().resideInAPackage(ROOT).should().dependOnClassesThat(resideInAPackage(ROOT + ".*..")));
    }

    @Test
    void packagesAreFreeOfCycles() {
        check(slices().matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(NodeBuilder.class, DefaultNode.class));
    }

    @Test
    void filesOfTheTransportsAreFreeOfCycles() {
        check(slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                        boolean inTransport = javaClass.getPackageName().startsWith(ROOT + ".transport");
                        return inTransport
                                ? SliceIdentifier.of(javaClass.getName().replaceFirst("\\$.*", ""))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "files of the transports";
                    }
                })
                .should()
                .beFreeOfCycles());
    }

    @Test
    void coreTakesOnlyTheTestOfTheBitsFromProofOfWork() {
        check(noClasses()
                .that()
                .resideInAnyPackage(full("routing", "node.core.."))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".pow")
                        .and(DescribedPredicate.not(simpleName(ProofOfWork.class.getSimpleName())))));
    }

    @Test
    void purePackagesTouchNoClockThreadLockRandomnessSocketOrLogger() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.concurrent.locks..", "java.nio.channels..", "org.slf4j..", "java.util.logging.."));
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Thread.class,
                        ThreadLocal.class,
                        Clock.class,
                        Random.class,
                        SplittableRandom.class,
                        Timer.class,
                        ThreadLocalRandom.class,
                        Executor.class,
                        Executors.class,
                        ExecutorService.class,
                        ScheduledExecutorService.class,
                        ForkJoinPool.class,
                        SecureRandom.class,
                        Socket.class,
                        ServerSocket.class,
                        DatagramSocket.class,
                        NetworkInterface.class));
    }

    @Test
    void purePackagesAskNeitherForTheTimeNorForAName() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(InetAddress.class, "getByName", String.class)
                .orShould()
                .callMethod(InetAddress.class, "getAllByName", String.class)
                .orShould()
                .callConstructor(InetSocketAddress.class, String.class, int.class));
    }

    @Test
    void nettyBuffersAreUsedFromWireUpwardOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .resideOutsideOfPackages(BUFFERS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.buffer.."));
    }

    @Test
    void nettyBeyondItsBuffersIsUsedByTheQuicTransportOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .resideOutsideOfPackage(ROOT + ".transport.quic..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty..")
                        .and(DescribedPredicate.not(resideInAnyPackage("io.netty.buffer..", "io.netty.util..")))));
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".address")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.netty..").and(DescribedPredicate.not(simpleName("NetUtil")))));
    }

    @Test
    void bouncyCastleIsUsedWhereSecretsAndCertificatesAreHandledOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .resideOutsideOfPackages(full("identity", "rendezvous", "transport.quic.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle.."));
    }

    @Test
    void keysAreDerivedInVariableTimeByTheSearchOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".pow")
                .should()
                .dependOnClassesThat(simpleName(NodeIdBatch.class.getSimpleName())));
    }

    @Test
    void theEd25519OfTheJdkAndGlobalProvidersAreNeverUsed() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.security\\.(Security|(interfaces|spec)\\.(EdEC|EdDSA).*)"));
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle.jce..", "org.bouncycastle.jcajce.."));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.getPackage(ROOT).getSubpackagesInTree())
                .filteredOn(javaPackage -> !javaPackage.getClasses().isEmpty())
                .isNotEmpty()
                .allMatch(ArchitectureTest::isNullMarked);
        assertThat(CLASSES.getPackage(ROOT)).matches(ArchitectureTest::isNullMarked);
    }

    private static boolean isNullMarked(JavaPackage javaPackage) {
        return javaPackage.isAnnotatedWith(NullMarked.class);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static Set<String> with(Set<String> packages, String... more) {
        return Stream.concat(packages.stream(), Arrays.stream(more)).collect(Collectors.toUnmodifiableSet());
    }

    private static String[] full(String... packages) {
        return Arrays.stream(packages).map(name -> ROOT + '.' + name).toArray(String[]::new);
    }
}
