package io.nodenet.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses numbers that make no sense, as wrong use. */
final class OptionRange {
    private OptionRange() {}

    /** Throws unless the value of an option is within the bounds, both included. */
    static void check(CommandSpec command, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '" + option + "': " + value + " is not within " + least + " to " + most);
        }
    }
}
