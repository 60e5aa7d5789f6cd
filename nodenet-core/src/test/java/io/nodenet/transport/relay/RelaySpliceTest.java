package io.nodenet.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.transport.RelayLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whose datagrams a relay session takes, and to whom it sends them. */
class RelaySpliceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final InetAddress callerHost = host(1);
    private final InetAddress calleeHost = host(2);
    private final RelayQuota quota = new RelayQuota(RelayLimits.DEFAULTS);
    private final RelaySplice splice = new RelaySplice(
            Objects.requireNonNull(quota.open()), callerHost, calleeHost, RelayLimits.DEFAULTS.idle(), 0);

    private static InetAddress host(int last) {
        return bytes(203, 0, 113, last);
    }

    private static InetAddress bytes(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private RelayVerdict callerSends(InetAddress from, int port, long nowNanos) {
        return splice.arrived(RelaySide.CALLER, new InetSocketAddress(from, port), 100, nowNanos);
    }

    private RelayVerdict calleeSends(InetAddress from, int port, long nowNanos) {
        return splice.arrived(RelaySide.CALLEE, new InetSocketAddress(from, port), 100, nowNanos);
    }

    @Test
    void scannerDoesNotTakeASideBeforeItsHostDoes() {
        assertThat(callerSends(host(9), 1, 0)).isEqualTo(RelayVerdict.FOREIGN_SOURCE);
        assertThat(splice.peer(RelaySide.CALLER)).isNull();

        assertThat(callerSends(callerHost, 4242, SECOND)).isEqualTo(RelayVerdict.UNPINNED);
        assertThat(splice.peer(RelaySide.CALLER)).isEqualTo(new InetSocketAddress(callerHost, 4242));
    }

    @Test
    void nothingGoesToAHostThatIsExpectedAndHasNotSentYet() {
        assertThat(callerSends(callerHost, 1, 0)).isEqualTo(RelayVerdict.UNPINNED);
        assertThat(calleeSends(calleeHost, 1, 0)).isEqualTo(RelayVerdict.CARRIED);
    }

    @Test
    void peerWithAnotherAddressTakesASideThatWasSilentForFiveSeconds() {
        assertThat(callerSends(host(9), 1, 5 * SECOND - 1)).isEqualTo(RelayVerdict.FOREIGN_SOURCE);
        assertThat(callerSends(host(9), 1, 5 * SECOND)).isEqualTo(RelayVerdict.UNPINNED);
        assertThat(callerSends(callerHost, 1, 5 * SECOND))
                .as("then it is the side of that host")
                .isEqualTo(RelayVerdict.FOREIGN_SOURCE);
    }

    @Test
    void sideThatItsHostHasTakenIsNobodyElsesLater() {
        callerSends(callerHost, 1, 0);

        assertThat(callerSends(host(9), 1, 60 * SECOND)).isEqualTo(RelayVerdict.FOREIGN_SOURCE);
        assertThat(splice.peer(RelaySide.CALLER)).isEqualTo(new InetSocketAddress(callerHost, 1));
    }

    @Test
    void J07_latestPortOfTheHostCounts() {
        callerSends(callerHost, 1, 0);
        calleeSends(calleeHost, 1, 0);

        assertThat(callerSends(callerHost, 2, 0)).isEqualTo(RelayVerdict.CARRIED);
        assertThat(splice.peer(RelaySide.CALLER)).isEqualTo(new InetSocketAddress(callerHost, 2));
    }

    @Test
    void onlyWhatIsCarriedKeepsASessionFromBeingIdle() {
        callerSends(callerHost, 1, 0);
        callerSends(callerHost, 1, 29 * SECOND);
        assertThat(splice.isIdle(30 * SECOND)).isFalse();
        assertThat(splice.isIdle(30 * SECOND + 1)).isTrue();

        calleeSends(calleeHost, 1, 31 * SECOND);
        assertThat(splice.isIdle(61 * SECOND)).isFalse();
        calleeSends(host(9), 1, 60 * SECOND);
        assertThat(splice.isIdle(61 * SECOND + 1)).isTrue();
    }

    @Test
    void whatIsTooMuchIsDroppedAndTheSessionLives() {
        callerSends(callerHost, 1, 0);
        calleeSends(calleeHost, 1, 0);
        InetSocketAddress source = new InetSocketAddress(callerHost, 1);

        assertThat(splice.arrived(RelaySide.CALLER, source, 200_000, 0)).isEqualTo(RelayVerdict.SHAPED);
        assertThat(splice.arrived(RelaySide.CALLER, source, 1_350, 0)).isEqualTo(RelayVerdict.CARRIED);
    }
}
