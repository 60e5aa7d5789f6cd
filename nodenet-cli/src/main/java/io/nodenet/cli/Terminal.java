package io.nodenet.cli;

import java.io.Console;

/** Knows whether a person looks on. */
final class Terminal {
    private Terminal() {}

    /** Returns whether this process was started from a terminal that both reads and writes; asked lazily, it costs a few milliseconds. */
    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal before JDK 22; later ones are asked
    static boolean isAttached() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true; // there was no console without a terminal then
        }
    }
}
