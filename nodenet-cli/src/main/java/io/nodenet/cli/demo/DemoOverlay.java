package io.nodenet.cli.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Alice, Bob and the entry point that both know.
 *
 * <p>Alice and Bob are gated: they have no edge but the one with the entry point, so whatever they say takes two hops.
 */
final class DemoOverlay implements AutoCloseable {
    private static final int EDGE_SECONDS = 20;

    private final DemoNode entry;
    private final DemoNode alice;
    private final DemoNode bob;

    private DemoOverlay(DemoNode entry, DemoNode alice, DemoNode bob) {
        this.entry = entry;
        this.alice = alice;
        this.bob = bob;
    }

    /**
     * What the overlay is made of.
     *
     * @param directory holds the identity files and takes the logs
     * @param difficulty of its network
     * @param port of the entry point, 0 for any
     * @param identities loads or mints an identity file
     */
    record Plan(Path directory, int difficulty, int port, BiConsumer<Path, Integer> identities) {
        private DemoNode start(String name, Consumer<byte[]> inbox, String... options) {
            return DemoNode.start(name, directory, List.of(options), inbox);
        }
    }

    /**
     * Starts the three nodes and waits until Alice and Bob have joined.
     *
     * @throws io.nodenet.NodenetException if one of them does not come up
     */
    static DemoOverlay start(Plan plan, Inboxes inboxes) throws InterruptedException {
        for (String name : List.of("entry", "alice", "bob")) {
            plan.identities().accept(plan.directory().resolve(name + ".seed"), plan.difficulty());
        }
        String difficulty = "--difficulty=" + plan.difficulty();
        DemoNode entry = plan.start("entry", ignored -> {}, difficulty, "--listen=127.0.0.1:" + plan.port());
        try {
            String[] guest = {
                difficulty, "--listen=127.0.0.1:0", "--gate", "--bootstrap=" + entry.id() + '@' + entry.endpoint()
            };
            DemoNode alice = plan.start("alice", inboxes.alice(), guest);
            try {
                DemoOverlay overlay = new DemoOverlay(entry, alice, plan.start("bob", inboxes.bob(), guest));
                overlay.awaitJoined();
                return overlay;
            } catch (RuntimeException | InterruptedException e) {
                alice.close();
                throw e;
            }
        } catch (RuntimeException | InterruptedException e) {
            entry.close();
            throw e;
        }
    }

    private void awaitJoined() throws InterruptedException {
        try {
            alice.awaitEdgeWith(entry, EDGE_SECONDS);
            bob.awaitEdgeWith(entry, EDGE_SECONDS);
            entry.awaitEdgeWith(alice, EDGE_SECONDS);
            entry.awaitEdgeWith(bob, EDGE_SECONDS);
        } catch (RuntimeException | InterruptedException e) {
            bob.close();
            throw e;
        }
    }

    DemoNode entry() {
        return entry;
    }

    DemoNode alice() {
        return alice;
    }

    DemoNode bob() {
        return bob;
    }

    /** Tells whether Alice and Bob know each other through the entry point only. */
    boolean isRoutedOnly() {
        return !alice.hasEdgeWith(bob) && !bob.hasEdgeWith(alice);
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
        entry.close();
    }
}
