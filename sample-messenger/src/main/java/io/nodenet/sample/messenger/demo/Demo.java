package io.nodenet.sample.messenger.demo;

import io.nodenet.NodenetException;
import io.nodenet.sample.common.process.ClientException;
import io.nodenet.sample.common.process.ProcessException;
import io.nodenet.sample.common.process.SampleProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * The program behind {@code ./demo}: starts the applications of Alice and Bob and the anchor, and keeps running, or checks them and ends.
 */
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

    private void print(SampleProcess<?> messenger, SampleProcess<?> telephone) {
        out.printf(
                "%-6s messenger %s   telephone %s%n",
                messenger.name(), messenger.client().url(), telephone.client().url());
    }

    private boolean run(DemoOptions options) throws InterruptedException {
        try (DemoNetwork network = new DemoNetwork(options.directory(), options.port())) {
            network.requireFreePorts();
            Runtime.getRuntime().addShutdownHook(new Thread(network::close, "demo-stop"));
            out.println("Starting messengers and telephones of Alice and Bob, and the anchor …");
            network.start();
            network.introduce();
            if (options.check()) {
                boolean right = new DemoCheck(network, out).run() & new CallCheckProcess(network, out).run();
                out.println(right ? "ok" : "FAILED");
                return right;
            }
            print(network.alice(), network.telephones().get(0));
            print(network.bob(), network.telephones().get(1));
            out.println("They are contacts: open both pages, write, and call from the chat. Logs are in "
                    + options.directory() + ", Ctrl-C stops all.");
            new CountDownLatch(1).await();
            return true;
        } catch (IOException e) {
            throw new DemoException(String.valueOf(e.getMessage()), e);
        }
    }
}
