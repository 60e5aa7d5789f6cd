package io.nodenet.sample.call.node;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.call.call.SignalPort;
import io.nodenet.sample.call.signal.Signal;
import io.nodenet.sample.call.signal.SignalCodec;
import io.nodenet.sample.common.contact.ContactCourier;
import io.nodenet.sample.common.node.NodeSender;
import org.springframework.stereotype.Component;

/** Sends signals that only their recipient can read. Thread-safe. */
@Component
public class SignalSender implements SignalPort, ContactCourier {
    private final NodeSender sender;
    private final SignalCodec codec;

    SignalSender(NodeSender sender, SignalCodec codec) {
        this.sender = sender;
        this.codec = codec;
    }

    @Override
    public void send(NodeId to, Signal signal) {
        sender.send(to, codec.encode(signal));
    }

    @Override
    public void sendRequest(NodeId to, String ownName) {
        send(to, new Signal.ContactRequest(ownName));
    }

    @Override
    public void sendAccept(NodeId to) {
        send(to, new Signal.ContactAccept());
    }

    @Override
    public void keep(NodeId peer) {
        sender.keep(peer);
    }

    @Override
    public void stopKeeping(NodeId peer) {
        sender.stopKeeping(peer);
    }
}
