package io.nodenet.sample.common.web;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.RefusedException;
import io.nodenet.sample.common.contact.Contact;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import io.nodenet.sample.common.contact.Contacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists contacts; asks, accepts, declines and removes them. */
@RestController
@RequestMapping("/api/contacts")
public class ContactController {
    private final Contacts contacts;
    private final ContactStore store;

    ContactController(Contacts contacts, ContactStore store) {
        this.contacts = contacts;
        this.store = store;
    }

    @GetMapping
    List<ContactView> all() {
        Map<NodeId, Integer> unseen = contacts.unseen();
        return store.all().stream()
                .filter(contact -> contact.state() != ContactState.DECLINED)
                .map(contact -> ContactView.of(contact, unseen.getOrDefault(contact.id(), 0)))
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ContactView invite(@RequestBody Invitation invitation) {
        NodeId id = Ids.node(invitation.id());
        contacts.invite(id, invitation.name() == null ? "" : invitation.name());
        return store.find(id)
                .map(contact -> ContactView.of(contact, 0))
                .orElseThrow(() -> new RefusedException(RefusedException.Reason.UNKNOWN_CONTACT, "Just removed"));
    }

    @PostMapping("/{id}/accept")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void accept(@PathVariable String id) {
        contacts.accept(Ids.node(id));
    }

    @PostMapping("/{id}/decline")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decline(@PathVariable String id) {
        contacts.decline(Ids.node(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        contacts.remove(Ids.node(id));
    }

    /** The recipient of a contact request, and the name to give it. */
    record Invitation(@Nullable String id, @Nullable String name) {}

    /** A contact, as shown by the page, and the number of its unseen items. */
    record ContactView(String id, String name, String state, int unread) {
        static ContactView of(Contact contact, int unread) {
            return new ContactView(
                    contact.id().toString(),
                    contact.name(),
                    contact.state().name().toLowerCase(Locale.ROOT),
                    unread);
        }
    }
}
