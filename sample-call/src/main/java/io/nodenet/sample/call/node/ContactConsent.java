package io.nodenet.sample.call.node;

import io.nodenet.kad.NodeId;
import io.nodenet.node.MediaConsent;
import io.nodenet.sample.common.contact.ContactState;
import io.nodenet.sample.common.contact.ContactStore;
import org.springframework.stereotype.Component;

/** Lets contacts alone open media sessions; whether one belongs to a call is decided afterwards. The node is made with it. Thread-safe. */
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
