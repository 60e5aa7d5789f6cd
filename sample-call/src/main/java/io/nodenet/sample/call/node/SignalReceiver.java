package io.nodenet.sample.call.node;

import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.call.Telephone;
import io.nodenet.sample.call.contact.PhoneBook;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalCodec;
import io.nodenet.sample.call.signal.SignalDrop;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.spring.boot.NodenetListener;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Dispatches delivered messages, if they are signals, and reports new edges. Thread-safe. */
@Component
public class SignalReceiver {
    private final Telephone telephone;
    private final PhoneBook contacts;
    private final SignalCodec codec;
    private final DropCounters<SignalDrop> drops;

    SignalReceiver(Telephone telephone, PhoneBook contacts, SignalCodec codec, DropCounters<SignalDrop> drops) {
        this.telephone = telephone;
        this.contacts = contacts;
        this.codec = codec;
        this.drops = drops;
    }

    @NodenetListener
    void receive(NodeId originator, byte[] payload) {
        codec.decode(payload).ifPresent(signal -> receive(originator, signal));
    }

    private void receive(NodeId from, Signal signal) {
        if (signal instanceof Signal.OfCall ofCall) {
            telephone.received(from, ofCall, contacts.accepted(from).isPresent());
        } else if (signal instanceof Signal.ContactRequest request) {
            contacts.requested(from, request.name());
        } else if (!contacts.hasAccepted(from)) {
            drops.add(SignalDrop.NOT_A_CONTACT);
        }
    }

    @EventListener(NodeEvent.PeerConnected.class)
    void connected() {
        contacts.reachable();
    }
}
