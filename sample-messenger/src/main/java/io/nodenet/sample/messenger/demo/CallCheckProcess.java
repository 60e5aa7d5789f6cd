package io.nodenet.sample.messenger.demo;

import io.nodenet.sample.common.process.SampleClient;
import io.nodenet.sample.common.process.SampleProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Makes the call sample place a call from one telephone to the other, in a separate process that speaks the protocol of its pages. */
final class CallCheckProcess {
    private static final String MAIN = "io.nodenet.sample.call.demo.CallCheck";
    private static final int SECONDS = 5;

    private final DemoNetwork network;
    private final PrintWriter out;

    CallCheckProcess(DemoNetwork network, PrintWriter out) {
        this.network = network;
        this.out = out;
    }

    /** Calls, prints the result, and returns whether both sides were heard and seen. */
    boolean run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(network.callJar().jvmOptions());
        String jar = network.callJar().jar().toString();
        command.addAll(
                network.callJar().archive() == null
                        ? List.of("-Dloader.main=" + MAIN, "-jar", jar)
                        : List.of("-cp", jar, MAIN));
        command.add("both");
        for (SampleProcess<SampleClient> telephone : network.telephones()) {
            command.add(telephone.client().url());
        }
        command.add(String.valueOf(SECONDS));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(out::println);
            return process.waitFor() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
