package io.nodenet.test.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nodenet.kad.NodeId;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** What the simulation may use. */
@AnalyzeClasses(packages = "io.nodenet.test.simulation", importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {
    private static final String MODULE = "io.nodenet.simulation";

    @ArchTest
    static final ArchRule NEITHER_A_TEST_FRAMEWORK_NOR_SPRING_NOR_SOCKETS_ARE_NEEDED = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.junit..",
                    "org.assertj..",
                    "org.springframework..",
                    "io.nodenet.transport.quic..",
                    "io.netty.channel..");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);

    /** On the module path the core shows what it exports, to everybody or to this module. */
    @ArchTest
    static void onlyWhatTheCoreExportsIsUsed(JavaClasses kit) throws Exception {
        Path core = Path.of(
                NodeId.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ModuleDescriptor descriptor =
                ModuleFinder.of(core).find("io.nodenet.core").orElseThrow().descriptor();
        Set<String> exported = descriptor.exports().stream()
                .filter(export -> !export.isQualified() || export.targets().contains(MODULE))
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());

        Set<String> used = kit.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.nodenet") && !name.startsWith("io.nodenet.test"))
                .collect(Collectors.toSet());

        assertThat(exported).containsAll(used);
    }
}
