package io.nodenet.cli;

import java.util.Locale;

/** The log level of the command line for standard error. */
enum LogLevel {
    /** Everything, stack traces included. */
    DEBUG,
    /** Events of the node. */
    INFO,
    /** Conditions that need attention. */
    WARN,
    /** Conditions that make a command fail. */
    ERROR;

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    /**
     * Configures the logger of the process, with times in ISO 8601 regardless of the locale; must be called before the first logger is
     * created.
     */
    void apply() {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // in a Thai locale, the year would be 2569
        set("defaultLogLevel", word());
        set("logFile", "System.err");
        set("showDateTime", "true");
        set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        set("showThreadName", "false");
        set("showShortLogName", "true");
        if (this == DEBUG) {
            set("log.io.netty", INFO.word());
        }
    }

    /** Returns whether the process logs everything. */
    static boolean isDebug() {
        return DEBUG.word().equals(System.getProperty(PREFIX + "defaultLogLevel"));
    }

    private static void set(String key, String value) {
        if (System.getProperty(PREFIX + key) == null) {
            System.setProperty(PREFIX + key, value);
        }
    }

    private String word() {
        return switch (this) {
            case DEBUG -> "debug";
            case INFO -> "info";
            case WARN -> "warn";
            case ERROR -> "error";
        };
    }

    /** Returns the value of the option. */
    @Override
    public String toString() {
        return word();
    }
}
