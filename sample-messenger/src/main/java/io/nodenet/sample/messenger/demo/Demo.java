package io.nodenet.sample.messenger.demo;

import io.nodenet.NodenetException;
import io.nodenet.sample.common.process.ClientException;
import io.nodenet.sample.common.process.ProcessException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** The program behind {@code ./demo}: starts Alice, Bob and the anchor, and stays, or checks them and ends. */
public final class Demo {
    private final PrintWriter out;

    private Demo(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("logback.configurationFile", "demo-logback.xml");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int status;
        try {
            status = new Demo(out).run(DemoOptions.parse(arguments)) ? 0 : 1;
        } catch (DemoException | ProcessException | ClientException | NodenetException e) {
            out.println("demo: " + e.getMessage());
            status = 1;
        }
        System.exit(status);
    }

    private boolean run(DemoOptions options) throws InterruptedException {
        try (DemoNetwork network = new DemoNetwork(options.directory(), options.port())) {
            network.requireFreePorts();
            Runtime.getRuntime().addShutdownHook(new Thread(network::close, "demo-stop"));
            out.println("Starting Alice, Bob and the anchor …");
            network.start();
            network.introduce();
            if (options.check()) {
                return new DemoCheck(network, out).run();
            }
            out.println("Alice  " + network.alice().client().url());
            out.println("Bob    " + network.bob().client().url());
            out.println("They are contacts: open both pages and write. Logs are in " + options.directory()
                    + ", Ctrl-C stops all.");
            new CountDownLatch(1).await();
            return true;
        } catch (IOException e) {
            throw new DemoException(String.valueOf(e.getMessage()), e);
        }
    }
}
