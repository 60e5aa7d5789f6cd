package io.nodenet.test.simulation;

import io.nodenet.identity.Ed25519;
import java.nio.ByteBuffer;

/**
 * Makes what stands in for signatures where nobody checks them: it costs next to nothing, proves nothing, and differs with the key and the bytes, as those who tell messages apart by their signature expect.
 */
final class StandInSignatures {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private StandInSignatures() {}

    /**
     * Returns the same 64 bytes for the same arguments.
     *
     * @param key the Ed25519 key of the signer, 32 bytes
     * @param message what is signed
     */
    static byte[] sign(byte[] key, byte[] message) {
        long state = absorb(absorb(0, key), message);
        ByteBuffer signature = ByteBuffer.allocate(Ed25519.SIGNATURE_LENGTH);
        while (signature.hasRemaining()) {
            state += GOLDEN_GAMMA;
            signature.putLong(mix(state));
        }
        return signature.array();
    }

    private static long absorb(long state, byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes);
        long mixed = state;
        while (words.remaining() >= Long.BYTES) {
            mixed = mix(mixed + GOLDEN_GAMMA ^ words.getLong());
        }
        while (words.hasRemaining()) {
            mixed = mix(mixed + GOLDEN_GAMMA ^ words.get());
        }
        return mixed;
    }

    /** The finalizer of SplitMix64: each bit of the input changes each bit of the output with even chances. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
