package io.nodenet.sample.call.node;

import io.nodenet.kad.NodeId;
import io.nodenet.node.MediaConsent;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import org.springframework.stereotype.Component;

/**
 * Permits only contacts to open media sessions; whether one belongs to a call is decided afterwards. Used when the node is built.
 * Thread-safe.
 */
@Component
public class ContactConsent implements MediaConsent {
    private final ContactStore contacts;

    ContactConsent(ContactStore contacts) {
        this.contacts = contacts;
    }

    @Override
    public boolean mayCall(NodeId caller) {
        return contacts.find(caller)
                .filter(contact -> contact.state() == ContactState.ACCEPTED)
                .isPresent();
    }
}
