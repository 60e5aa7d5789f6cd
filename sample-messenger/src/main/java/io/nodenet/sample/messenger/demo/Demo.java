package io.nodenet.sample.messenger.demo;

import io.nodenet.NodenetException;
import io.nodenet.sample.messenger.client.ClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/** The program behind {@code ./demo}: starts Alice, Bob and the entry point, and stays, or checks them and ends. */
public final class Demo {
    private static final String USAGE =
            "usage: demo [--check] [--directory DIR] [--port PORT]; Alice listens on PORT (8080), Bob on the next";

    private final PrintWriter out;

    private Demo(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.setProperty("logback.configurationFile", "demo-logback.xml");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        int status;
        try {
            status = new Demo(out).run(Options.parse(arguments)) ? 0 : 1;
        } catch (DemoException | ClientException | NodenetException e) {
            out.println("demo: " + e.getMessage());
            status = 1;
        }
        System.exit(status);
    }

    private boolean run(Options options) throws InterruptedException {
        try (DemoNetwork network = new DemoNetwork(options.directory(), options.port())) {
            network.requireFreePorts();
            Runtime.getRuntime().addShutdownHook(new Thread(network::close, "demo-stop"));
            out.println("Starting Alice, Bob and the entry point …");
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

    /** What the command line says. */
    private record Options(boolean check, Path directory, int port) {
        private static final int DEFAULT_PORT = 8080;
        private static final int MAX_PORT = 65_534;

        static Options parse(String[] arguments) {
            boolean check = false;
            Path directory = Path.of(".demo");
            int port = DEFAULT_PORT;
            Iterator<String> words = Arrays.asList(arguments).iterator();
            while (words.hasNext()) {
                switch (words.next()) {
                    case "--check" -> check = true;
                    case "--directory" -> directory = Path.of(value(words));
                    case "--port" -> port = port(value(words));
                    default -> throw new DemoException(USAGE);
                }
            }
            return new Options(check, directory, port);
        }

        private static String value(Iterator<String> words) {
            if (!words.hasNext()) {
                throw new DemoException(USAGE);
            }
            return words.next();
        }

        private static int port(String text) {
            try {
                int port = Integer.parseInt(text);
                if (port >= 1 && port <= MAX_PORT) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // the same answer as for a number out of range
            }
            throw new DemoException("--port is a number from 1 to " + MAX_PORT + ", not " + text);
        }
    }
}
