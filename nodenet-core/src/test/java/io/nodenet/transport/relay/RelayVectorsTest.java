package io.nodenet.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.address.IpPort;
import io.nodenet.transport.RelayLimits;
import io.nodenet.transport.TokenBucket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Decisions of relays as recorded: which datagram goes where, and which is too much. */
@Tag("vectors")
class RelayVectorsTest {
    private final Vectors vectors = Vectors.load("relay.json");

    private static InetSocketAddress address(String text) {
        IpPort literal = Objects.requireNonNull(IpPort.parse(text), text);
        return Objects.requireNonNull(literal.toSocketAddress());
    }

    private static RelaySide side(String socket) {
        return socket.equals("a") ? RelaySide.CALLER : RelaySide.CALLEE;
    }

    private static RelayQuota.Share share(RelayQuota quota) {
        return Objects.requireNonNull(quota.open());
    }

    @Test
    void everyPartOfTheFileIsChecked() {
        assertThat(vectors.names()).containsExactly("constants", "shaper", "splice", "token_bucket");
    }

    @Test
    void defaultLimitsAreTheRecordedOnes() {
        Row constants = vectors.root().row("constants");

        assertThat(RelayLimits.DEFAULTS)
                .isEqualTo(new RelayLimits(
                        constants.integer("max_relay_sessions"),
                        constants.int64("relay_session_rate"),
                        constants.int64("relay_agg_rate"),
                        Duration.ofNanos(constants.int64("relay_idle_ttl_ns"))));
    }

    @Test
    void datagramsGoWhereTheyWereRecordedToGo() {
        vectors.each("splice", row -> {
            RelaySplice splice = new RelaySplice(
                    share(new RelayQuota(RelayLimits.DEFAULTS)), null, null, RelayLimits.DEFAULTS.idle(), 0);
            for (Row step : row.rows("steps")) {
                String data = step.string("data");
                RelaySide at = side(step.string("socket"));
                RelayVerdict verdict = splice.arrived(at, address(step.string("from")), data.length() / 2, 0);
                if (step.rows("expect").isEmpty()) {
                    assertThat(verdict).isNotEqualTo(RelayVerdict.CARRIED);
                } else {
                    Row out = step.rows("expect").get(0);
                    assertThat(verdict).isEqualTo(RelayVerdict.CARRIED);
                    assertThat(side(out.string("socket"))).isEqualTo(at.other());
                    assertThat(text(splice.peer(at.other()))).isEqualTo(out.string("to"));
                    assertThat(out.string("data")).isEqualTo(data);
                }
            }
        });
    }

    private static @Nullable String text(@Nullable InetSocketAddress address) {
        return address == null ? null : IpPort.of(address).text();
    }

    @Test
    void shaperAllowsWhatItWasRecordedToAllow() {
        vectors.each("shaper", row -> {
            RelayQuota quota = new RelayQuota(RelayLimits.DEFAULTS);
            Map<Integer, RelayQuota.Share> shares = new HashMap<>();
            for (Row event : row.rows("events")) {
                RelayQuota.Share share = shares.computeIfAbsent(event.integer("session"), number -> share(quota));
                StringBuilder allowed = new StringBuilder();
                for (int i = 0; i < event.integer("repeat"); i++) {
                    allowed.append(share.tryCarry(event.integer("bytes"), event.int64("t_ns")) ? '1' : '0');
                }
                assertThat(allowed).hasToString(event.string("allowed"));
            }
        });
    }

    /** The clock of a case marked {@code reference_only} runs backwards, which drains the reference's bucket and not ours. */
    @Test
    void bucketAllowsWhatItWasRecordedToAllow() {
        vectors.each("token_bucket", row -> {
            TokenBucket bucket = new TokenBucket(row.decimal("burst"), row.decimal("rate"));
            boolean comparable = !row.flag("reference_only");
            for (Row event : row.rows("events")) {
                boolean allowed = bucket.tryTake(event.decimal("n"), event.int64("t_ns"));
                assertThat(!comparable || allowed == event.flag("allow")).isTrue();
                event.ignore("allow");
            }
        });
    }
}
