package io.nodenet.sample.messenger.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.node.NodeStatus;
import io.nodenet.sample.common.text.TextRules;
import io.nodenet.sample.messenger.MessengerProperties;
import io.nodenet.sample.messenger.delivery.DropReason;
import io.nodenet.sample.messenger.delivery.Messenger;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Returns the identity of this messenger, the connectivity of its node, the drops, and the presence of contacts. */
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
        NodeStatus status = NodeStatus.of(node.snapshot());
        Map<String, String> presence = contacts.all().stream()
                .filter(contact -> contact.state() == ContactState.ACCEPTED)
                .collect(Collectors.toMap(
                        contact -> contact.id().toString(), contact -> presence(contact.id(), status)));
        return new Status(status, presence, drops.aboveZero());
    }

    /** Returns the path of the edge to a contact; without one, whether it is present. */
    private String presence(NodeId contact, NodeStatus status) {
        return status.pathTo(contact).orElseGet(() -> messenger.isHere(contact) ? "routed" : "unknown");
    }

    /** The identity of this messenger, the token for changes, the maximum text lengths, and the address of the call page. */
    record Self(
            String id,
            String name,
            String csrfToken,
            int maxText,
            int maxName,
            @Nullable String callPage) {}

    /** The connectivity of the node, the path to each contact, and the nonzero drop counters of the messenger. */
    record Status(@JsonUnwrapped NodeStatus node, Map<String, String> presence, Map<String, Long> messengerDrops) {}
}
