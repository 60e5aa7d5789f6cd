package io.nodenet.sample.messenger.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.messenger.delivery.DropReason;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.sample.messenger.envelope.Envelope;
import io.nodenet.sample.messenger.envelope.EnvelopeCodec;
import org.junit.jupiter.api.Test;

class NodeReceiverTest {
    private static final NodeId STRANGER = NodeId.parse("ab".repeat(32));

    private final Messenger messenger = mock();
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final DropCounters<DropReason> drops = new DropCounters<>(DropReason.class);
    private final NodeReceiver receiver = new NodeReceiver(messenger, codec, drops);

    @Test
    void requestUnderANameThatChangesTheOrderOfTextIsRefusedAndCounted() {
        receiver.receive(STRANGER, codec.encode(new Envelope.Request("Al\u202eice")));

        verifyNoInteractions(messenger);
        assertThat(drops.count(DropReason.MALFORMED)).isEqualTo(1);
    }

    @Test
    void envelopeGoesToTheMessenger() {
        Envelope.Request request = new Envelope.Request("Alice");

        receiver.receive(STRANGER, codec.encode(request));

        verify(messenger).received(STRANGER, request);
        assertThat(drops.count(DropReason.MALFORMED)).isZero();
    }
}
