package io.nodenet.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** The arrows between the packages of this module. */
@AnalyzeClasses(packages = "io.nodenet.test", importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {
    private static final String SPRING = "io.nodenet.test.spring..";

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_SPRING = noClasses()
            .that()
            .resideOutsideOfPackage(SPRING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "io.nodenet.spring..", SPRING);

    @ArchTest
    static final ArchRule TESTS_OF_SPRING_APPLICATIONS_NEED_NO_JUNIT = noClasses()
            .that()
            .resideInAPackage(SPRING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.assertj..");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
}
