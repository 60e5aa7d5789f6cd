package io.nodenet.cli;

import java.io.Console;

/** Detects whether a user is present. */
final class Terminal {
    private Terminal() {}

    /** Returns whether the input and output of this process are a terminal; called lazily, because it takes a few milliseconds. */
    @SuppressWarnings(
            "SystemConsoleNull") // null without a terminal before JDK 22; in later versions the console itself knows
    static boolean isAttached() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true; // those versions have no console without a terminal
        }
    }
}
