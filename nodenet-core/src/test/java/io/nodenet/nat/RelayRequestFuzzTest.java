package io.nodenet.nat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.testing.Allocation;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Reads random bytes as a relay-request: what is accepted is written and read again as the same. */
@Tag("fuzz")
class RelayRequestFuzzTest {
    @FuzzTest
    void readsTheRequestThatItWrites(byte[] data) {
        List<RelayRequest> read = new ArrayList<>();
        Outcome outcome = RelayRequest.read(new Cursor().reset(data), read);

        assertThat(Allocation.bytesOf(() -> RelayRequest.read(new Cursor().reset(data), new ArrayList<>())))
                .isLessThan(Allocation.fairShare(data.length));
        assertThat(outcome).isIn(Outcome.OK, Outcome.SHORT_BUFFER);
        assertThat(read).hasSize(outcome.isOk() ? 1 : 0);
        if (outcome.isOk()) {
            byte[] written = read.get(0).toBytes();
            List<RelayRequest> again = new ArrayList<>();
            assertThat(written.length).isLessThanOrEqualTo(data.length);
            assertThat(RelayRequest.read(new Cursor().reset(written), again)).isEqualTo(Outcome.OK);
            assertThat(again).isEqualTo(read);
        }
    }
}
