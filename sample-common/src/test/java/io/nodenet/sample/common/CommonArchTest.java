package io.nodenet.sample.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What is shared knows no sample, and its packages need each other in one direction only. */
@AnalyzeClasses(packages = "io.nodenet.sample", importOptions = ImportOption.DoNotIncludeTests.class)
class CommonArchTest {
    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.nodenet.sample.common.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule contactsAreToldTheTimeAndKnowNoFrameworkButTheirTable = noClasses()
            .that()
            .resideInAnyPackage("..contact..", "..text..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..common.web..",
                    "..common.node..",
                    "org.springframework.boot..",
                    "org.springframework.web..",
                    "org.springframework.context..",
                    "io.nodenet.node..",
                    "io.nodenet.spring..")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");
}
