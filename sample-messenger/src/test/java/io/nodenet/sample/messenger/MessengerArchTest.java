package io.nodenet.sample.messenger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The state machines know neither the web, nor the node, nor a clock of their own. */
@AnalyzeClasses(packages = "io.nodenet.sample.messenger", importOptions = ImportOption.DoNotIncludeTests.class)
class MessengerArchTest {
    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.nodenet.sample.messenger.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theStateMachinesKnowNoFrameworkButTransactions = noClasses()
            .that()
            .resideInAnyPackage("..delivery..", "..envelope..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..web..",
                    "..messenger.node..",
                    "org.springframework.boot..",
                    "org.springframework.web..",
                    "org.springframework.context..",
                    "io.nodenet.node..",
                    "io.nodenet.spring..");

    @ArchTest
    static final ArchRule theStateMachinesAreToldTheTime = noClasses()
            .that()
            .resideInAnyPackage("..delivery..", "..envelope..", "..store..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule statementsAreWrittenInTheStoreOnly = noClasses()
            .that()
            .resideOutsideOfPackage("..store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..");
}
