package io.nodenet.diagnosis;

/** How bad a finding is, the best first. */
public enum Level {
    /** It is as it should be. */
    OK,
    /** Too little is known to judge. */
    UNKNOWN,
    /** The node works, but worse than it could. */
    WARNING,
    /** The node does not work, or not with others. */
    PROBLEM
}
