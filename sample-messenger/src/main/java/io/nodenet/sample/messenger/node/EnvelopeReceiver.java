package io.nodenet.sample.messenger.node;

import io.nodenet.node.InboundMessage;
import io.nodenet.sample.messenger.delivery.DropCounters;
import io.nodenet.sample.messenger.delivery.DropReason;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import org.springframework.stereotype.Component;

/** Hands what the node delivers to the messenger, if it is an envelope. Thread-safe. */
@Component
public class EnvelopeReceiver {
    private final Messenger messenger;
    private final EnvelopeCodec codec;
    private final DropCounters drops;

    EnvelopeReceiver(Messenger messenger, EnvelopeCodec codec, DropCounters drops) {
        this.messenger = messenger;
        this.codec = codec;
        this.drops = drops;
    }

    void receive(InboundMessage message) {
        codec.decode(message.payload())
                .ifPresentOrElse(
                        envelope -> messenger.received(message.originator(), envelope),
                        () -> drops.add(DropReason.MALFORMED));
    }
}
