package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.nat.PunchSignal;
import io.nodenet.rendezvous.Hello;
import io.nodenet.rendezvous.Introduction;
import io.nodenet.rendezvous.Reply;
import io.nodenet.routed.RoutedMessageView;
import io.nodenet.routed.RoutedSigning;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.FrameCodec;
import io.nodenet.wire.FrameHeader;
import io.nodenet.wire.FrameType;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Makes the signed frames of a rendezvous and a hole punch as whoever has an identity, and reads those that a puppet heard. */
final class Signals {
    static final String HELLO = "08";
    static final String REPLY = "09";
    static final String CONNECT = "0a";
    static final String CONNECT_ACK = "0b";

    private final Overlay overlay;
    private long sent;

    Signals(Overlay overlay) {
        this.overlay = overlay;
    }

    /** Wraps a payload; each message has a time of its own. */
    byte[] envelope(FrameType type, Identity from, NodeId target, byte[] payload) {
        ByteBuf frame = Unpooled.buffer(8192);
        RoutedSigning.sign(from, type, target, overlay.time().wallNanos() + ++sent, payload)
                .writeFrame(frame, 16, List.of());
        return ByteBufUtil.getBytes(frame);
    }

    byte[] hello(Identity asker, NodeId target, Nonce nonce, List<Endpoint> endpoints) {
        Introduction introduction = new Introduction(asker.exchangeKey(), endpoints, nonce);
        return envelope(
                FrameType.HELLO,
                asker,
                target,
                Hello.sign(target, introduction, asker::sign).toBytes());
    }

    byte[] reply(Identity responder, NodeId asker, Nonce nonce, List<Endpoint> endpoints) {
        Introduction introduction = new Introduction(responder.exchangeKey(), endpoints, nonce);
        return envelope(
                FrameType.REPLY,
                responder,
                asker,
                Reply.sign(responder.publicKey(), introduction, responder::sign).toBytes());
    }

    byte[] connect(Identity from, NodeId target, Nonce nonce, List<Endpoint> endpoints) {
        return envelope(FrameType.CONNECT, from, target, new PunchSignal(nonce, endpoints).toBytes());
    }

    byte[] ack(Identity from, NodeId target, Nonce nonce, List<Endpoint> endpoints) {
        return envelope(FrameType.CONNECT_ACK, from, target, new PunchSignal(nonce, endpoints).toBytes());
    }

    private static byte[] payload(String frame) {
        byte[] bytes = ByteBufUtil.decodeHexDump(frame);
        FrameHeader header = new FrameHeader();
        RoutedMessageView view = new RoutedMessageView();
        assertThat(FrameCodec.parse(bytes, 0, bytes.length, header)).isEqualTo(Outcome.OK);
        assertThat(view.parse(bytes, header.payloadOffset(), header.payloadLength()))
                .isEqualTo(Outcome.OK);
        return view.payload();
    }

    static Nonce nonceOfHello(String frame) {
        List<Hello> read = new ArrayList<>();
        assertThat(Hello.read(new Cursor().reset(payload(frame)), read)).isEqualTo(Outcome.OK);
        return read.get(0).introduction().nonce();
    }

    /** Reads a connect or a connect-ack. */
    static PunchSignal punchSignal(String frame) {
        List<PunchSignal> read = new ArrayList<>();
        assertThat(PunchSignal.read(new Cursor().reset(payload(frame)), read)).isEqualTo(Outcome.OK);
        return read.get(0);
    }
}
