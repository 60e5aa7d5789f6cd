package io.nodenet.spring.boot.listener;

/** Whether a listener receives messages. */
public enum ListenerState {
    /** It receives messages. */
    RUNNING,
    /** Its messages wait in its queue. */
    PAUSED,
    /** It receives none: messages go to other listeners, or are counted as unhandled. */
    STOPPED
}
