package io.nodenet.sample.call;

import io.nodenet.sample.call.client.CallClient;
import io.nodenet.sample.common.testkit.FreePort;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The whole application in a JVM of its own, which can be killed. */
final class CallProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final Process process;
    private final CallClient client;

    private CallProcess(Process process, CallClient client) {
        this.process = process;
        this.client = client;
    }

    static CallProcess start(String name, Path directory, String... options) throws IOException, InterruptedException {
        int port = FreePort.find();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                CallApplication.class.getName(),
                "--sample.name=" + name,
                "--sample.directory=" + directory.resolve(name),
                "--server.port=" + port,
                "--nodenet.network.difficulty=0",
                "--nodenet.transport.quic.address=127.0.0.1"));
        command.addAll(List.of(options));
        File log = directory.resolve(name + ".log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(log));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        CallProcess started = new CallProcess(builder.start(), new CallClient("http://localhost:" + port));
        started.awaitStart();
        return started;
    }

    private void awaitStart() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!client.connect()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("The telephone does not start");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    CallClient client() {
        return client;
    }

    /** Ends it without a word. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
    }
}
