package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.nodenet.metrics.EnumCounters;
import io.nodenet.transport.TimeSource;
import io.nodenet.transport.TransportCounter;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A token proves the address that it was sent to, for ten seconds, and nothing else. */
class RetryTokensTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4242);
    private static final byte[] ORIGINAL = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    private final EnumCounters<TransportCounter> counters = new EnumCounters<>(TransportCounter.class);
    private final CodecAddresses codecAddresses = new CodecAddresses();
    private final Channel socket = new EmbeddedChannel();
    private final PeerPaths paths = new PeerPaths(new SecureRandom(), System::nanoTime, counters, codecAddresses);
    private long now = TimeUnit.DAYS.toNanos(1);
    private boolean underLoad = true;

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return now;
        }

        @Override
        public long wallNanos() {
            return now;
        }
    };

    private final RetryTokens tokens = tokens();

    private RetryTokens tokens() {
        return new RetryTokens(() -> underLoad, time, paths, codecAddresses, new SecureRandom(), counters);
    }

    private ByteBuf token() {
        ByteBuf token = Unpooled.buffer();
        InetSocketAddress shown = paths.beginOpening(socket, CLIENT).codecAddress();
        assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(ORIGINAL), shown))
                .isTrue();
        return token;
    }

    private boolean isValid(ByteBuf token, InetSocketAddress address) {
        InetSocketAddress shown = paths.beginOpening(socket, address).codecAddress();
        return tokens.validateToken(token, shown, Unpooled.wrappedBuffer(new byte[8]))
                .isValid();
    }

    @Test
    void aTokenIsGoodForItsAddressAndCarriesTheOriginalId() {
        ByteBuf token = token();
        now += TimeUnit.SECONDS.toNanos(10);

        assertThat(isValid(token, CLIENT)).isTrue();
        InetSocketAddress shown = paths.beginOpening(socket, CLIENT).codecAddress();
        int offset = tokens.validateToken(token, shown);
        assertThat(ByteBufUtil.getBytes(token, offset, token.readableBytes() - offset))
                .isEqualTo(ORIGINAL);
        assertThat(counters.get(TransportCounter.RETRY_SENT)).isEqualTo(1);
        assertThat(counters.get(TransportCounter.RETRY_TOKEN_INVALID)).isZero();
    }

    @Test
    void aTokenIsRefusedFromAnotherAddressTooLateChangedOrOfAnotherProcess() {
        ByteBuf token = token();
        assertThat(isValid(token, new InetSocketAddress("192.0.2.8", 4242))).isFalse();
        assertThat(isValid(token, new InetSocketAddress("192.0.2.7", 4243))).isFalse();
        for (int i = 0; i < token.readableBytes(); i++) {
            ByteBuf changed = token.copy();
            changed.setByte(i, changed.getByte(i) ^ 1);
            assertThat(isValid(changed, CLIENT)).as("byte " + i).isFalse();
        }
        for (int length = 0; length < 24; length++) {
            assertThat(isValid(token.slice(0, length), CLIENT)).isFalse();
        }
        InetSocketAddress shown = paths.beginOpening(socket, CLIENT).codecAddress();
        assertThat(tokens().validateToken(token, shown)).isNegative();
        now += TimeUnit.SECONDS.toNanos(10) + 1;
        assertThat(isValid(token, CLIENT)).isFalse();
        assertThat(counters.get(TransportCounter.RETRY_TOKEN_INVALID)).isPositive();
    }

    @Test
    void nobodyIsSentAwayWithoutLoad() {
        underLoad = false;

        assertThat(tokens.writeToken(Unpooled.buffer(), Unpooled.wrappedBuffer(ORIGINAL), CLIENT))
                .isFalse();
        assertThat(counters.get(TransportCounter.RETRY_SENT)).isZero();
    }

    @Test
    void aRetryLeavesNothingBehindAndAReturnIsPinnedToItsAddress() {
        token();
        assertThat(paths.takeOpened()).isNull();
        assertThat(paths.size()).isZero();

        assertThat(isValid(token(), CLIENT)).isTrue();

        assertThat(paths.takeOpened())
                .isNotNull()
                .satisfies(path -> assertThat(path.remote()).isEqualTo(CLIENT));
        assertThat(paths.size()).isEqualTo(1);
    }
}
