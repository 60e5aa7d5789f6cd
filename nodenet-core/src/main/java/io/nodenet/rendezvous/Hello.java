package io.nodenet.rendezvous;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Ed25519;
import io.nodenet.identity.SealedBox;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The question of a rendezvous: who are you, and where (docs/protocol/03, section 1, [C]).
 *
 * <pre>
 * hello  = introduction | signature 64
 * signed = "nodenet/v1/rendezvous-hello" | target 32 | introduction
 * </pre>
 *
 * <p>Signing and verifying take about 35 and 95 µs: off the loop.
 *
 * @param introduction what the initiator says of itself
 * @param signature 64 bytes; not copied, must not be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Hello(Introduction introduction, byte[] signature) {
    static final byte[] LABEL = "nodenet/v1/rendezvous-hello".getBytes(StandardCharsets.US_ASCII);

    /**
     * Signs a hello.
     *
     * @param target whom the initiator looks for
     * @param signer makes the initiator's Ed25519 signature of the bytes that it is given
     */
    public static Hello sign(NodeId target, Introduction introduction, UnaryOperator<byte[]> signer) {
        return new Hello(introduction, signer.apply(signed(target, introduction)));
    }

    /**
     * Reads a hello that fills the rest of the cursor.
     *
     * @param into gets it if it is accepted; nothing is said about its signature yet
     * @return {@link Outcome#OK}, or in the order of the checks {@link Outcome#SHORT_BUFFER}, {@link Outcome#BAD_ADDRESS}, {@link
     *     Outcome#TOO_MANY_ADDRESSES}
     */
    public static Outcome read(Cursor cursor, List<? super Hello> into) {
        List<Introduction> read = new ArrayList<>(1);
        Outcome outcome = Introduction.read(cursor, read);
        if (outcome.isOk()) {
            into.add(new Hello(read.get(0), cursor.bytes(Ed25519.SIGNATURE_LENGTH)));
        }
        return outcome;
    }

    /** Returns the payload of the routed message. */
    public byte[] toBytes() {
        byte[] bytes = new byte[introduction.length() + signature.length];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        introduction.write(out);
        out.writeBytes(signature);
        return bytes;
    }

    /**
     * Returns whether the signature is the initiator's, for this target, and its X25519 key one to which something can be sealed.
     *
     * @param initiatorKey the 32-byte Ed25519 key of the envelope
     */
    public boolean verify(NodeId target, byte[] initiatorKey) {
        byte[] signed = signed(target, introduction);
        return Ed25519.verify(initiatorKey, 0, signed, 0, signed.length, signature, 0)
                && SealedBox.canSealTo(introduction.exchangeKey());
    }

    static byte[] signed(NodeId target, Introduction introduction) {
        byte[] bytes = new byte[LABEL.length + NodeId.LENGTH + introduction.length()];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        out.writeBytes(LABEL).writeBytes(target.toBytes());
        introduction.write(out);
        return bytes;
    }
}
