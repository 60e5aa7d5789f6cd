package io.nodenet.spring.boot.listener;

/** Whether a listener gets messages. */
public enum ListenerState {
    /** It gets messages. */
    RUNNING,
    /** Its messages wait in its queue. */
    PAUSED,
    /** It gets none: they go to the others, or are counted as unhandled. */
    STOPPED
}
