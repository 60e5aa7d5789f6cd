package io.nodenet.sample.messenger.demo;

import io.nodenet.sample.common.process.SampleProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The jar and the class archive of a sample, as given by ./demo.
 *
 * @param jar the runnable jar
 * @param archive the archive of the classes that it loads, null if there is none
 */
record DemoJar(Path jar, @Nullable String archive) {
    private static final String LAID_DOWN_BEANS = "-Dspring.aot.enabled=true";
    private static final String ARCHIVE = "demo.archive";
    private static final String CALL_JAR = "demo.call.jar";
    private static final String CALL_ARCHIVE = "demo.call.archive";

    /** Returns the jar of the messenger, which contains this program. */
    static DemoJar ofMessenger() {
        return new DemoJar(Path.of(System.getProperty("java.class.path")), System.getProperty(ARCHIVE));
    }

    /**
     * Returns the jar of the call sample.
     *
     * @throws DemoException if this program was not started by ./demo
     */
    static DemoJar ofCall() {
        String jar = System.getProperty(CALL_JAR);
        if (jar == null) {
            throw new DemoException("-D" + CALL_JAR + " is missing: start this program by ./demo");
        }
        return new DemoJar(Path.of(jar), System.getProperty(CALL_ARCHIVE));
    }

    /** Returns the JVM options for a faster start: the AOT beans from the build, and the archive. */
    List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of(LAID_DOWN_BEANS));
        if (archive != null) {
            options.addAll(List.of(
                    "-XX:SharedArchiveFile=" + archive,
                    "-Xlog:disable",
                    "-Xlog:all=warning:stderr",
                    "-Xlog:cds*=off:stderr"));
        }
        return options;
    }

    /** Returns the options for starting a process of a user. */
    SampleProcess.Plan plan(String name, Path home, int port, List<String> options) {
        return new SampleProcess.Plan(jar, jvmOptions(), name, home, port, options);
    }
}
