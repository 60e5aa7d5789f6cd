package io.nodenet.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.kad.NodeId;
import io.nodenet.testing.Allocation;
import io.nodenet.wire.Cursor;
import io.nodenet.wire.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Reads random bytes as a hello and as a reply: what is accepted is written and read again as the same, and proves nothing. */
@Tag("fuzz")
class RendezvousFuzzTest {
    private static final NodeId TARGET = NodeId.of(new byte[NodeId.LENGTH], 0);

    @FuzzTest
    void readsTheHelloThatItWrites(byte[] data) {
        List<Hello> read = new ArrayList<>();
        Outcome outcome = Hello.read(new Cursor().reset(data), read);

        assertThat(Allocation.bytesOf(() -> Hello.read(new Cursor().reset(data), new ArrayList<>())))
                .isLessThan(Allocation.fairShare(data.length));
        assertThat(outcome).isIn(Outcome.OK, Outcome.SHORT_BUFFER, Outcome.BAD_ADDRESS, Outcome.TOO_MANY_ADDRESSES);
        assertThat(read).hasSize(outcome.isOk() ? 1 : 0);
        if (outcome.isOk()) {
            byte[] written = read.get(0).toBytes();
            List<Hello> again = new ArrayList<>();
            assertThat(written.length).isLessThanOrEqualTo(data.length);
            assertThat(Hello.read(new Cursor().reset(written), again)).isEqualTo(Outcome.OK);
            assertThat(again.get(0)).usingRecursiveComparison().isEqualTo(read.get(0));
        }
    }

    @FuzzTest
    void readsTheReplyThatItWrites(byte[] data) {
        List<Reply> read = new ArrayList<>();
        Outcome outcome = Reply.read(new Cursor().reset(data), read);

        assertThat(Allocation.bytesOf(() -> Reply.read(new Cursor().reset(data), new ArrayList<>())))
                .isLessThan(Allocation.fairShare(data.length));
        assertThat(outcome).isIn(Outcome.OK, Outcome.SHORT_BUFFER, Outcome.BAD_ADDRESS, Outcome.TOO_MANY_ADDRESSES);
        assertThat(read).hasSize(outcome.isOk() ? 1 : 0);
        if (outcome.isOk()) {
            byte[] written = read.get(0).toBytes();
            List<Reply> again = new ArrayList<>();
            assertThat(written.length).isLessThanOrEqualTo(data.length);
            assertThat(Reply.read(new Cursor().reset(written), again)).isEqualTo(Outcome.OK);
            assertThat(again.get(0)).usingRecursiveComparison().isEqualTo(read.get(0));
            assertThat(read.get(0).verify(TARGET, read.get(0).introduction().nonce()))
                    .isEqualTo(Outcome.WRONG_TARGET);
        }
    }
}
