package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.address.Endpoint;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;

/** The relay sessions that a {@link CheckedCore} has asked for, and what becomes of them: a third is refused, of the others some end. */
final class CheckedRelays {
    private static final Endpoint SOCKET = Endpoint.quic("203.0.113.1:50001");
    private static final int REFUSED = 3;
    private static final int ENDING = 2;

    private final Queue<Long> opening = new ArrayDeque<>();
    private final Set<Long> open = new LinkedHashSet<>();

    void open(long session, Endpoint caller, Endpoint callee) {
        assertThat(caller).as("nobody is relayed to itself").isNotEqualTo(callee);
        opening.add(session);
    }

    void close(long session) {
        assertThat(open.remove(session)).as("an open session is closed, once").isTrue();
    }

    /**
     * Opens or refuses what was asked for, and ends some of those that are open.
     *
     * @param begin begins a turn of the core
     * @param most how many sessions there may be
     */
    void goOn(Supplier<NodeCore> begin, int most) {
        while (!opening.isEmpty()) {
            long session = opening.remove();
            if (session % REFUSED == 0) {
                begin.get().onRelayRefused(session);
            } else {
                open.add(session);
                begin.get().onRelayOpened(session, SOCKET, SOCKET);
            }
        }
        for (long session : List.copyOf(open)) {
            if (session % ENDING == 0) {
                open.remove(session);
                begin.get().onRelayClosed(session);
            }
        }
        assertThat(begin.get().relaySessions()).isEqualTo(open.size()).isLessThanOrEqualTo(most);
    }
}
