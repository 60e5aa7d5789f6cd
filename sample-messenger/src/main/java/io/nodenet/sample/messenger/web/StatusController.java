package io.nodenet.sample.messenger.web;

import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.PathKind;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.EdgeSnapshot;
import io.nodenet.node.Node;
import io.nodenet.node.NodeCounters;
import io.nodenet.node.NodeSnapshot;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.text.TextRules;
import io.nodenet.sample.messenger.MessengerProperties;
import io.nodenet.sample.messenger.delivery.DropReason;
import io.nodenet.sample.messenger.delivery.Messenger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells who this messenger is, how its node is connected, what was dropped, and who is there. */
@RestController
@RequestMapping("/api")
public class StatusController {
    private final Messenger messenger;
    private final ContactStore contacts;
    private final DropCounters<DropReason> drops;
    private final Node node;
    private final MessengerProperties properties;

    StatusController(
            Messenger messenger,
            ContactStore contacts,
            DropCounters<DropReason> drops,
            Node node,
            MessengerProperties properties) {
        this.messenger = messenger;
        this.contacts = contacts;
        this.drops = drops;
        this.node = node;
        this.properties = properties;
    }

    @GetMapping("/self")
    Self self(CsrfToken token) {
        return new Self(
                messenger.profile().id().toString(),
                messenger.profile().name(),
                token.getToken(),
                TextRules.MAX_TEXT,
                TextRules.MAX_NAME,
                properties.callPageAddress());
    }

    @GetMapping("/status")
    Status status() {
        NodeSnapshot snapshot = node.snapshot();
        Map<NodeId, PathKind> paths = snapshot.connectivity().edges().stream()
                .collect(Collectors.toMap(EdgeSnapshot::peer, EdgeSnapshot::path));
        Map<String, String> presence = contacts.all().stream()
                .filter(contact -> contact.state() == ContactState.ACCEPTED)
                .collect(Collectors.toMap(
                        contact -> contact.id().toString(), contact -> presence(contact, paths.get(contact.id()))));
        return new Status(
                Labels.of(snapshot.connectivity().phase()),
                snapshot.addresses().bound().toString(),
                snapshot.connectivity().edges().stream().map(Edge::of).toList(),
                presence,
                nodeDrops(snapshot.counters()),
                drops.aboveZero());
    }

    /** Returns the path of the edge to a contact; without one, whether it is there. */
    private String presence(Contact contact, @Nullable PathKind path) {
        if (path != null) {
            return Labels.of(path);
        }
        return messenger.isHere(contact.id()) ? "routed" : "unknown";
    }

    private static Map<String, Long> nodeDrops(NodeCounters counters) {
        Map<String, Long> drops = new TreeMap<>();
        counters.drops().forEach((reason, count) -> drops.put(Labels.of(reason), count));
        drops.values().removeIf(count -> count == 0);
        return drops;
    }

    /** Who this messenger is, the token for changes, the longest texts, and where the page for calls is. */
    record Self(
            String id,
            String name,
            String csrfToken,
            int maxText,
            int maxName,
            @Nullable String callPage) {}

    /** How the node is connected, whom of the contacts it reaches how, and the drops above zero. */
    record Status(
            String phase,
            String endpoint,
            List<Edge> edges,
            Map<String, String> presence,
            Map<String, Long> nodeDrops,
            Map<String, Long> messengerDrops) {}

    /** An edge of the node; times in milliseconds. {@code relayed} says why it is relayed and what comes next, null if it is not. */
    record Edge(
            String peer,
            String remote,
            boolean outbound,
            String path,
            long ageMillis,
            @Nullable Double roundTripMillis,
            @Nullable Relayed relayed) {
        private static final double NANOS_PER_MILLI = 1e6;

        static Edge of(EdgeSnapshot edge) {
            return new Edge(
                    edge.peer().toString(),
                    edge.remote().toString(),
                    edge.outbound(),
                    Labels.of(edge.path()),
                    edge.age().toMillis(),
                    edge.roundTrip() == null ? null : edge.roundTrip().toNanos() / NANOS_PER_MILLI,
                    edge.upgrade() == null ? null : Relayed.of(edge.upgrade()));
        }
    }

    /** What was tried last to do without the relay, and when it is tried again, null for now. */
    record Relayed(List<String> tried, @Nullable Long nextMillis) {
        static Relayed of(EdgeSnapshot.Upgrade upgrade) {
            return new Relayed(
                    upgrade.steps().stream()
                            .filter(step -> step.outcome() == ConnectStep.Outcome.FAILED)
                            .map(ConnectStep::describe)
                            .toList(),
                    upgrade.next() == null ? null : upgrade.next().toMillis());
        }
    }
}
