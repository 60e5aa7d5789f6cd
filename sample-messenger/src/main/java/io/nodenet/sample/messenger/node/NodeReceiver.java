package io.nodenet.sample.messenger.node;

import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.messenger.delivery.DropReason;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import io.nodenet.spring.boot.NodenetListener;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Passes delivered messages to the messenger, if they are envelopes, and notifies it of new edges. Thread-safe. */
@Component
public class NodeReceiver {
    private final Messenger messenger;
    private final EnvelopeCodec codec;
    private final DropCounters<DropReason> drops;

    NodeReceiver(Messenger messenger, EnvelopeCodec codec, DropCounters<DropReason> drops) {
        this.messenger = messenger;
        this.codec = codec;
        this.drops = drops;
    }

    @NodenetListener
    void receive(NodeId originator, byte[] payload) {
        codec.decode(payload)
                .ifPresentOrElse(
                        envelope -> messenger.received(originator, envelope), () -> drops.add(DropReason.MALFORMED));
    }

    @EventListener(NodeEvent.PeerConnected.class)
    void connected() {
        messenger.reachable();
    }
}
