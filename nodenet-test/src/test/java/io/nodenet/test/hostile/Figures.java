package io.nodenet.test.hostile;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a measurement in a process of its own needs: the command that starts it, and its {@code name=value} lines. */
final class Figures {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private Figures() {}

    /** Returns the command that runs a class in a JVM like this one. */
    static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static PrintStream out() {
        return OUT;
    }

    static void print(String name, long value) {
        OUT.println(name + "=" + value);
    }
}
