package io.nodenet.sample.messenger.delivery;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Backoff;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.Profile;
import io.nodenet.sample.messenger.store.ChatMessage;
import io.nodenet.sample.messenger.store.MessageState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A messenger in a {@link VirtualNetwork} that can be stopped at once and started again over the same database. */
final class VirtualMessenger implements AutoCloseable {
    private static final Changes NOBODY = new Changes() {
        @Override
        public void contacts() {}

        @Override
        public void chat(NodeId contact) {}
    };

    private final VirtualNetwork network;
    private final Profile profile;
    private TestStorage database = new TestStorage();
    private final DropCounters<DropReason> drops = new DropCounters<>(DropReason.class);
    private Storage storage = database.open();
    private @Nullable Messenger messenger;

    VirtualMessenger(VirtualNetwork network, Profile profile) {
        this.network = network;
        this.profile = profile;
        start();
    }

    void start() {
        storage = database.open();
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), network.random());
        messenger = new Messenger(
                profile,
                storage,
                new Ways(network.courier(profile.id()), backoff, NOBODY, drops),
                Limits.DEFAULT,
                network.clock(),
                network::now,
                network.random());
    }

    void kill() {
        messenger = null;
    }

    /** Starts again with nothing but its identity. */
    void loseDatabase() {
        database.close();
        database = new TestStorage();
        start();
    }

    boolean isRunning() {
        return messenger != null;
    }

    Messenger messenger() {
        if (messenger == null) {
            throw new IllegalStateException(profile.name() + " is not running");
        }
        return messenger;
    }

    void tick() {
        if (messenger != null) {
            messenger.tick();
        }
    }

    NodeId id() {
        return profile.id();
    }

    Storage storage() {
        return storage;
    }

    long drops(DropReason reason) {
        return drops.count(reason);
    }

    @Nullable
    ContactState stateOf(VirtualMessenger other) {
        return storage.contacts().find(other.id()).map(Contact::state).orElse(null);
    }

    /** Becomes a contact of another one, whatever the network does. */
    void befriend(VirtualMessenger other) {
        messenger().invite(other.id(), "them");
        if (!network.runUntil(() -> other.stateOf(this) == ContactState.REQUESTED, 600_000)) {
            throw new IllegalStateException("The request did not arrive");
        }
        other.messenger().accept(id());
        if (!network.runUntil(() -> stateOf(other) == ContactState.ACCEPTED, 600_000)) {
            throw new IllegalStateException("The answer did not arrive");
        }
    }

    ChatMessage say(VirtualMessenger to, String text) {
        return messenger()
                .submit(
                        to.id(),
                        new UUID(network.random().nextLong(), network.random().nextLong()),
                        text);
    }

    /** The texts that the other one wrote, as this one shows them. */
    List<String> heardFrom(VirtualMessenger other) {
        return storage.messages().before(other.id(), Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .filter(message -> !message.outgoing())
                .map(ChatMessage::text)
                .toList();
    }

    /** Returns whether the other one has acknowledged everything. */
    boolean isThroughTo(VirtualMessenger other) {
        return storage.messages().before(other.id(), Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .filter(ChatMessage::outgoing)
                .allMatch(message -> message.state() == MessageState.ACKNOWLEDGED);
    }

    @Override
    public void close() {
        database.close();
    }
}
