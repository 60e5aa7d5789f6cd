package io.nodenet.cli;

import java.util.Locale;

/** How much the command line logs to standard error. */
enum LogLevel {
    /** Everything, stack traces included. */
    DEBUG,
    /** What happens to the node. */
    INFO,
    /** What somebody should look at. */
    WARN,
    /** What makes a command fail. */
    ERROR;

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    /**
     * Configures the logger of the process, whose times are ISO 8601 wherever the machine stands; must come before the first logger is made.
     */
    void apply() {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // of a Thai one, the year would be 2569
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

    /** Tells whether the process logs everything. */
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

    /** Answers the word that the option takes. */
    @Override
    public String toString() {
        return word();
    }
}
