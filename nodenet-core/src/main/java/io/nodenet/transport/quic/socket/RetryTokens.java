package io.nodenet.transport.quic.socket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TimeSource;
import io.nodenet.transport.TransportCounter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Has strangers prove their source address while many handshakes are in progress (RFC 9000, section 8.1.2): a first packet without a token is
 * answered with a Retry and leaves nothing behind.
 *
 * <pre>token = time 8 | HMAC-SHA256(key, time | port 4 | address | original connection ID), cut to 16 | original connection ID</pre>
 *
 * <p>The loop only.
 */
public final class RetryTokens implements QuicTokenHandler {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_LENGTH = 32;
    private static final int MAC_LENGTH = 16;
    private static final int PREFIX_LENGTH = Long.BYTES + MAC_LENGTH;
    private static final int MAX_CONNECTION_ID = 20;
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final BooleanSupplier underLoad;
    private final TimeSource time;
    private final PeerPaths paths;
    private final CodecAddresses codecAddresses;
    private final EnumCounters<TransportCounter> counters;
    private final Mac mac;

    /**
     * Creates tokens with a key of their own.
     *
     * @param underLoad tells whether a first packet without a token is to be answered with a Retry
     */
    public RetryTokens(
            BooleanSupplier underLoad,
            TimeSource time,
            PeerPaths paths,
            CodecAddresses codecAddresses,
            SecureRandom random,
            EnumCounters<TransportCounter> counters) {
        this.underLoad = underLoad;
        this.time = time;
        this.paths = paths;
        this.codecAddresses = codecAddresses;
        this.counters = counters;
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is a part of every JDK", e);
        }
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
        if (!underLoad.getAsBoolean()) {
            return false;
        }
        counters.increment(TransportCounter.RETRY_SENT);
        paths.forgetIds();
        long now = time.nanos();
        byte[] id = new byte[connectionId.readableBytes()];
        connectionId.getBytes(connectionId.readerIndex(), id);
        out.writeLong(now).writeBytes(code(now, address, id), 0, MAC_LENGTH).writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int size = token.readableBytes();
        if (size < PREFIX_LENGTH || size > maxTokenLength()) {
            return -1;
        }
        byte[] bytes = new byte[size];
        token.getBytes(token.readerIndex(), bytes);
        long issued = ByteBuffer.wrap(bytes).getLong();
        long age = time.nanos() - issued;
        if (age < 0 || age > LIFETIME_NANOS) {
            return -1;
        }
        byte[] expected = code(issued, address, Arrays.copyOfRange(bytes, PREFIX_LENGTH, size));
        byte[] given = Arrays.copyOfRange(bytes, Long.BYTES, PREFIX_LENGTH);
        return MessageDigest.isEqual(Arrays.copyOf(expected, MAC_LENGTH), given) ? PREFIX_LENGTH : -1;
    }

    @Override
    public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf connectionId) {
        int offset = validateToken(token, address);
        if (offset < 0 || connectionId.readableBytes() != PacketDemux.CONNECTION_ID_LENGTH) {
            counters.increment(TransportCounter.RETRY_TOKEN_INVALID);
            return TokenValidationResult.invalidToken();
        }
        paths.acceptRetried(connectionId.getLong(connectionId.readerIndex()));
        return TokenValidationResult.odcidFromToken(offset);
    }

    @Override
    public int maxTokenLength() {
        return PREFIX_LENGTH + MAX_CONNECTION_ID;
    }

    private byte[] code(long issued, InetSocketAddress codecAddress, byte[] connectionId) {
        InetSocketAddress address =
                Objects.requireNonNull(codecAddresses.find(codecAddress)).remote();
        mac.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(issued)
                .putInt(address.getPort())
                .flip());
        mac.update(address.getAddress().getAddress());
        return mac.doFinal(connectionId);
    }
}
