package io.nodenet;

/** The operation is not allowed in the present state of the node: not started, stopping or closed. */
public class NodeStateException extends NodenetException {
    private static final long serialVersionUID = 1L;

    public NodeStateException(String message) {
        super(message);
    }

    public NodeStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
