package io.nodenet.spring.boot.autoconfigure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nodenet.spring.boot.NodenetTemplate;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

/** The rules of Boot for its own auto-configurations, and the arrows between the packages. */
@AnalyzeClasses(packagesOf = NodenetTemplate.class, importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {
    private static final String ROOT = "io.nodenet.spring.boot";

    @ArchTest
    static final ArchRule AUTO_CONFIGURATIONS_ARE_PUBLIC_AND_FINAL = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .andShould()
            .haveSimpleNameEndingWith("AutoConfiguration");

    @ArchTest
    static final ArchRule BEAN_METHODS_ARE_PACKAGE_PRIVATE =
            methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule BEAN_METHODS_NAME_NO_CLASS_CONDITION =
            noMethods().that().areAnnotatedWith(Bean.class).should().beAnnotatedWith(ConditionalOnClass.class);

    @ArchTest
    static final ArchRule NO_BEAN_IS_MADE_BEFORE_ITS_TIME = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("LateBeans")
            .should()
            .beAssignableTo(BeanPostProcessor.class);

    @ArchTest
    static final ArchRule WHAT_APPLICATIONS_USE_KNOWS_NO_AUTO_CONFIGURATION = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".autoconfigure..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".autoconfigure..");

    @ArchTest
    static final ArchRule EVENTS_KNOW_THE_CORE_ONLY = noClasses()
            .that()
            .resideInAPackage(ROOT + ".event")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule THE_API_KNOWS_NO_ACTUATOR = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".event",
                    ROOT + ".listener",
                    ROOT + ".message",
                    ROOT + ".autoconfigure",
                    ROOT + ".autoconfigure.listener")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.boot.actuate..",
                    "org.springframework.boot.health..",
                    "org.springframework.boot.micrometer..",
                    "io.micrometer.core..");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        for (JavaClass type : classes) {
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                    .as(type.getPackageName())
                    .isTrue();
        }
    }

    @ArchTest
    static void importsFileListsExactlyTheAutoConfigurations(JavaClasses classes) {
        assertThat(
                        ImportCandidates.load(AutoConfiguration.class, StructureTest.class.getClassLoader())
                                .getCandidates()
                                .stream()
                                .filter(name -> name.startsWith("io.nodenet."))
                                .toList())
                .containsExactlyInAnyOrderElementsOf(classes.stream()
                        .filter(type -> type.isAnnotatedWith(AutoConfiguration.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet()));
    }
}
