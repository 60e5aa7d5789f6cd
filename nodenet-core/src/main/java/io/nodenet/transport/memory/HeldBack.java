package io.nodenet.transport.memory;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has some of the datagrams of one direction of a session be overtaken by later ones (docs/protocol/07, section 5).
 *
 * @param <T> a datagram
 */
final class HeldBack<T> {
    private final Consumer<T> receiver;
    private long count;
    private @Nullable T held;
    private int hold;

    HeldBack(Consumer<T> receiver) {
        this.receiver = receiver;
    }

    /** Takes a datagram that has arrived: delivers it, and what it was the last to overtake, or holds it back. */
    void arrive(T datagram, MediaLinkProfile profile) {
        count++;
        T waiting = held;
        if (waiting == null) {
            if (profile.reorderEvery() > 0 && count % profile.reorderEvery() == 0) {
                held = datagram;
                hold = profile.reorderHold();
            } else {
                receiver.accept(datagram);
            }
            return;
        }
        receiver.accept(datagram);
        hold--;
        if (hold <= 0) {
            held = null;
            receiver.accept(waiting);
        }
    }
}
