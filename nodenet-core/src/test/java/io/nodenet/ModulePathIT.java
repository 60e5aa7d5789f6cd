package io.nodenet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with a module descriptor uses the library from the module path, and sees of it what is exported. */
@Timeout(120)
class ModulePathIT {
    private static final Path APPLICATION = Path.of("src", "it", "module-path");

    /** What an application has beside the library; every other jar is one of the tests. */
    private static final String AT_RUN_TIME = "(netty|bcprov|slf4j-api)-.*\\.jar";

    private static final String TO_COMPILE = AT_RUN_TIME + "|jspecify-.*\\.jar";

    private static final long RUN_SECONDS = 60;

    @TempDir
    Path temporary;

    private static String modulePath(String jars) throws Exception {
        Path library = Path.of(
                NodeId.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Stream<Path> dependencies = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.getFileName().toString().matches(jars));
        return Stream.concat(Stream.of(library), dependencies)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles the application and more sources; returns the errors. */
    private List<Diagnostic<? extends JavaFileObject>> compile(JavaFileObject... more) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, UTF_8);
                Stream<Path> sources = Files.walk(APPLICATION)) {
            List<JavaFileObject> units = new ArrayList<>(List.of(more));
            files.getJavaFileObjectsFromPaths(
                            sources.filter(Files::isRegularFile).toList())
                    .forEach(units::add);
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-p",
                    modulePath(TO_COMPILE),
                    "-d",
                    temporary.resolve("classes").toString());
            compiler.getTask(null, files, diagnostics, options, null, units).call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    @Test
    void applicationOnTheModulePathSendsAMessageOverQuic() throws Exception {
        assertThat(compile()).isEmpty();
        Path output = temporary.resolve("output");
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        modulePath(AT_RUN_TIME) + File.pathSeparator + temporary.resolve("classes"),
                        "--add-modules",
                        "ALL-MODULE-PATH", // the native libraries, which no module requires
                        "--enable-native-access=io.netty.common", // loads them
                        "-m",
                        "consumer/consumer.Consumer",
                        temporary.resolve("seeds").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(RUN_SECONDS, TimeUnit.SECONDS))
                    .as("has ended")
                    .isTrue();
        } finally {
            application.destroyForcibly();
        }

        assertThat(Files.readString(output))
                .contains("io.nodenet.core delivered hello")
                .doesNotContain("WARNING:");
        assertThat(application.exitValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.nodenet.node.core.NodeCore",
                "io.nodenet.node.run.DefaultNode",
                "io.nodenet.routing.EdgeTable",
                "io.nodenet.transport.quic.socket.UdpEndpoint"
            })
    void whatIsNotExportedIsOutOfReach(String type) throws Exception {
        JavaFileObject intruder =
                new SimpleJavaFileObject(URI.create("string:///Intruder.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return "package consumer; class Intruder { " + type + " inside; }";
                    }
                };

        assertThat(compile(intruder))
                .extracting(Diagnostic::getCode)
                .containsExactly("compiler.err.package.not.visible");
    }
}
