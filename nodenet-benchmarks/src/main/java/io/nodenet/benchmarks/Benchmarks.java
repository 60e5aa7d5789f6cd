package io.nodenet.benchmarks;

import io.nodenet.benchmarks.load.LoadCommand;
import java.util.Arrays;
import picocli.CommandLine;

/** Runs the load scenarios for {@code load ...}, otherwise JMH with the given arguments. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("load")) {
            String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
            System.exit(new CommandLine(new LoadCommand()).execute(rest));
        }
        org.openjdk.jmh.Main.main(arguments);
    }
}
