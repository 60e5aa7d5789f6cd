package io.nodenet.rendezvous;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nodenet.identity.Ed25519;
import io.nodenet.identity.KeyHash;
import io.nodenet.identity.SealedBox;
import io.nodenet.kad.NodeId;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Nonce;
import io.nodenet.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The answer of a rendezvous, which nobody but the owner of the NodeID can give (docs/protocol/03, section 2, [C]).
 *
 * <pre>
 * reply  = ed_pub 32 | introduction | signature 64
 * signed = "nodenet/v1/rendezvous-reply" | ed_pub 32 | introduction
 * </pre>
 *
 * <p>Signing and verifying take about 35 and 95 µs: off the loop.
 *
 * @param key the responder's Ed25519 key, 32 bytes; not copied, must not be changed
 * @param introduction what the responder says of itself
 * @param signature 64 bytes; not copied, must not be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Reply(byte[] key, Introduction introduction, byte[] signature) {
    static final byte[] LABEL = "nodenet/v1/rendezvous-reply".getBytes(StandardCharsets.US_ASCII);

    /**
     * Signs a reply.
     *
     * @param key the responder's Ed25519 key
     * @param signer makes the signature of this key of the bytes that it is given
     */
    public static Reply sign(byte[] key, Introduction introduction, UnaryOperator<byte[]> signer) {
        return new Reply(key, introduction, signer.apply(signed(key, introduction)));
    }

    /**
     * Reads a reply that fills the rest of the cursor.
     *
     * @param into gets it if it is accepted; nothing of it is verified yet
     * @return as {@link Hello#read}
     */
    public static Outcome read(Cursor cursor, List<? super Reply> into) {
        byte[] key = cursor.bytes(Ed25519.KEY_LENGTH);
        List<Introduction> read = new ArrayList<>(1);
        Outcome outcome = Introduction.read(cursor, read);
        if (outcome.isOk()) {
            into.add(new Reply(key, read.get(0), cursor.bytes(Ed25519.SIGNATURE_LENGTH)));
        }
        return outcome;
    }

    /** Returns the payload of the routed message. */
    public byte[] toBytes() {
        byte[] bytes = new byte[key.length + introduction.length() + signature.length];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        out.writeBytes(key);
        introduction.write(out);
        out.writeBytes(signature);
        return bytes;
    }

    /** Returns whether the key is that of a NodeID: nobody else has one with this hash. */
    public boolean isOf(NodeId target) {
        return KeyHash.nodeIdOf(key).equals(target);
    }

    /**
     * Checks a reply against what was asked (docs/protocol/03, section 4, [V]).
     *
     * @return {@link Outcome#OK}, or in the order of the checks {@link Outcome#WRONG_TARGET}, {@link Outcome#NONCE_MISMATCH}, {@link
     *     Outcome#BAD_SIGNATURE}, and {@link Outcome#ECDH_FAILED} for an X25519 key to which nothing can be sealed
     */
    public Outcome verify(NodeId target, Nonce nonce) {
        if (!isOf(target)) {
            return Outcome.WRONG_TARGET;
        }
        if (!introduction.nonce().equals(nonce)) {
            return Outcome.NONCE_MISMATCH;
        }
        byte[] signed = signed(key, introduction);
        if (!Ed25519.verify(key, 0, signed, 0, signed.length, signature, 0)) {
            return Outcome.BAD_SIGNATURE;
        }
        return SealedBox.canSealTo(introduction.exchangeKey()) ? Outcome.OK : Outcome.ECDH_FAILED;
    }

    static byte[] signed(byte[] key, Introduction introduction) {
        byte[] bytes = new byte[LABEL.length + key.length + introduction.length()];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        out.writeBytes(LABEL).writeBytes(key);
        introduction.write(out);
        return bytes;
    }
}
