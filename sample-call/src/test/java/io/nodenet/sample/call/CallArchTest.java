package io.nodenet.sample.call;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The state machines and policies know neither the web, nor the node, nor a clock of their own. */
@AnalyzeClasses(packages = "io.nodenet.sample.call", importOptions = ImportOption.DoNotIncludeTests.class)
class CallArchTest {
    private static final String[] PURE = {"..sample.call.signal..", "..sample.call.call..", "..sample.call.rate.."};

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.nodenet.sample.call.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theStateMachinesKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..sample.call.web..",
                    "..sample.call.node..",
                    "org.springframework..",
                    "io.nodenet.node..",
                    "io.nodenet.spring..");

    @ArchTest
    static final ArchRule callsKnowNeitherThePageNorSpring = noClasses()
            .that()
            .resideInAnyPackage("..sample.call.media..", "..sample.call.contact..", "..sample.call.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..sample.call.web..", "..sample.call.node..", "org.springframework..");

    @ArchTest
    static final ArchRule statementsAreWrittenInTheStoreOnly = noClasses()
            .that()
            .resideOutsideOfPackage("..store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..");

    @ArchTest
    static final ArchRule theStateMachinesAreToldTheTime = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);
}
