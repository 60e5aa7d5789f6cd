package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reports numbers out of range as usage errors. */
final class OptionRange {
    private OptionRange() {}

    /** Throws unless the value of an option is within the inclusive bounds. */
    static <T extends Comparable<? super T>> void check(CommandSpec command, String option, T value, T min, T max) {
        try {
            ConfigurationException.requireRange(option, value, min, max);
        } catch (ConfigurationException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
