package io.nodenet.sample.messenger.web;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.sample.messenger.delivery.RefusedException;
import io.nodenet.sample.messenger.store.Contact;
import io.nodenet.sample.messenger.store.ContactState;
import io.nodenet.sample.messenger.store.ContactStore;
import java.util.List;
import java.util.Locale;
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
    private final Messenger messenger;
    private final ContactStore contacts;

    ContactController(Messenger messenger, ContactStore contacts) {
        this.messenger = messenger;
        this.contacts = contacts;
    }

    @GetMapping
    List<ContactView> all() {
        return contacts.all().stream()
                .filter(contact -> contact.state() != ContactState.DECLINED)
                .map(ContactView::of)
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ContactView invite(@RequestBody Invitation invitation) {
        NodeId id = Ids.node(invitation.id());
        messenger.invite(id, invitation.name() == null ? "" : invitation.name());
        return contacts.find(id)
                .map(ContactView::of)
                .orElseThrow(() -> new RefusedException(RefusedException.Reason.UNKNOWN_CONTACT, "Just removed"));
    }

    @PostMapping("/{id}/accept")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void accept(@PathVariable String id) {
        messenger.accept(Ids.node(id));
    }

    @PostMapping("/{id}/decline")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void decline(@PathVariable String id) {
        messenger.decline(Ids.node(id));
    }

    @PostMapping("/{id}/open")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void open(@PathVariable String id) {
        messenger.open(Ids.node(id));
    }

    @PostMapping("/{id}/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void read(@PathVariable String id) {
        messenger.markRead(Ids.node(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        messenger.remove(Ids.node(id));
    }

    /** Whom to ask, and what to call them. */
    record Invitation(@Nullable String id, @Nullable String name) {}

    /** A contact as the page shows it. */
    record ContactView(String id, String name, String state, int unread) {
        static ContactView of(Contact contact) {
            return new ContactView(
                    contact.id().toString(),
                    contact.name(),
                    contact.state().name().toLowerCase(Locale.ROOT),
                    contact.unread());
        }
    }
}
