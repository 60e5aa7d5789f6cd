package io.nodenet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.SealedBoxException;
import io.nodenet.SealedBoxException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Opens random bytes: nobody but a sender makes a box that opens, and nothing but the exception comes out. */
@Tag("fuzz")
class SealedBoxFuzzTest {
    private static final Identity RECIPIENT = Identity.fromSeed(new byte[Identity.SEED_LENGTH]);

    @FuzzTest
    void opensNothingAtRandom(byte[] data) {
        Reason reason = null;
        try {
            SealedBox.open(RECIPIENT, data, new byte[0], 0, Duration.ofSeconds(30));
        } catch (SealedBoxException e) {
            reason = e.reason();
        }

        assertThat(reason).isEqualTo(SealedBox.hasForm(data) ? Reason.BAD_SIGNATURE : Reason.MALFORMED);
    }
}
