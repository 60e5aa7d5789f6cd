package io.nodenet.sample.call.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.nodenet.node.Node;
import io.nodenet.sample.call.media.CallCounters;
import io.nodenet.sample.call.media.CallStats;
import io.nodenet.sample.call.media.Control;
import io.nodenet.sample.call.media.MediaDesk;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.contact.Profile;
import io.nodenet.sample.common.node.NodeStatus;
import io.nodenet.sample.common.text.TextRules;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Returns the identity of this telephone, the connectivity of its node, the figures of the call, and the drops. */
@RestController
@RequestMapping("/api")
public class StatusController {
    private final Profile profile;
    private final ContactStore contacts;
    private final Node node;
    private final MediaDesk desk;
    private final CallCounters counters;
    private final DropCounters<SignalDrop> drops;

    StatusController(
            Profile profile,
            ContactStore contacts,
            Node node,
            MediaDesk desk,
            CallCounters counters,
            DropCounters<SignalDrop> drops) {
        this.profile = profile;
        this.contacts = contacts;
        this.node = node;
        this.desk = desk;
        this.counters = counters;
        this.drops = drops;
    }

    @GetMapping("/self")
    Self self(CsrfToken token) {
        return new Self(profile.id().toString(), profile.name(), token.getToken(), TextRules.MAX_NAME);
    }

    @GetMapping("/status")
    Status status() {
        NodeStatus status = NodeStatus.of(node.snapshot());
        Map<String, String> presence = contacts.all().stream()
                .filter(contact -> contact.state() == ContactState.ACCEPTED)
                .collect(Collectors.toMap(
                        contact -> contact.id().toString(),
                        contact -> status.pathTo(contact.id()).orElse("unknown")));
        return new Status(
                status,
                presence,
                dropped(),
                desk.stats().orElse(null),
                desk.figures().orElse(null));
    }

    private Map<String, Long> dropped() {
        Map<String, Long> all = new TreeMap<>(counters.drops());
        drops.aboveZero().forEach((reason, count) -> all.merge(reason, count, Long::sum));
        return all;
    }

    /** The identity of this telephone, the token for changes, and the maximum length of names. */
    record Self(String id, String name, String csrfToken, int maxName) {}

    /**
     * The connectivity of the node, the contacts to which it has an edge, the nonzero drop counters of the telephone, and the figures of
     * the call as measured by node and page.
     */
    record Status(
            @JsonUnwrapped NodeStatus node,
            Map<String, String> presence,
            Map<String, Long> drops,
            @Nullable CallStats call,
            Control.@Nullable Figures figures) {}
}
