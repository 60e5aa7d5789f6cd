package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.address.Endpoint;
import io.nodenet.testing.Allocation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Reads random bytes as an address and as a list of them: what is accepted is written and read again as the same. */
@Tag("fuzz")
class AddressCodecFuzzTest {
    @FuzzTest
    void readsTheAddressThatItWrites(byte[] data) {
        Cursor cursor = new Cursor().reset(data);

        Endpoint endpoint = AddressCodec.read(cursor);

        if (cursor.failed()) {
            assertThat(endpoint).isSameAs(Endpoint.UNKNOWN);
            return;
        }
        int length = AddressCodec.length(endpoint);
        byte[] written = new byte[length];
        assertThat(length).isBetween(AddressCodec.MIN_LENGTH, cursor.position());
        assertThat(AddressCodec.write(endpoint, written, 0)).isEqualTo(length);
        assertThat(AddressCodec.read(cursor.reset(written))).isEqualTo(endpoint);
        assertThat(cursor.isCleanEnd()).isTrue();
    }

    @FuzzTest
    void readsTheListThatItWrites(byte[] data) {
        int max = data.length == 0 ? AddressCodec.MAX_ADDRESSES : data[data.length - 1] & 0x1f;
        List<Endpoint> endpoints = new ArrayList<>();
        Cursor cursor = new Cursor().reset(data);

        Outcome outcome = AddressCodec.readList(cursor, max, endpoints);

        assertThat(Allocation.bytesOf(
                        () -> AddressCodec.readList(new Cursor().reset(data), Integer.MAX_VALUE, new ArrayList<>())))
                .isLessThan(Allocation.fairShare(data.length));
        assertThat(endpoints.size()).isLessThanOrEqualTo(Math.min(max, data.length / AddressCodec.MIN_LENGTH));
        assertThat(outcome).isIn(Outcome.OK, Outcome.BAD_ADDRESS, Outcome.TOO_MANY_ADDRESSES);
        assertThat(cursor.failed()).isEqualTo(!outcome.isOk());
        if (outcome.isOk()) {
            isWrittenAndReadAgain(endpoints, max, cursor.position());
        }
    }

    private static void isWrittenAndReadAgain(List<Endpoint> endpoints, int max, int consumed) {
        int length = AddressCodec.length(endpoints);
        assertThat(length).isBetween(1, consumed);
        for (ByteBuf buffer : new ByteBuf[] {Unpooled.buffer(length, length), Unpooled.directBuffer(length, length)}) {
            try {
                assertThat(AddressCodec.writeList(endpoints, max, buffer)).isEqualTo(Outcome.OK);
                List<Endpoint> again = new ArrayList<>();
                Cursor cursor = new Cursor().reset(ByteBufUtil.getBytes(buffer));
                assertThat(AddressCodec.readList(cursor, max, again)).isEqualTo(Outcome.OK);
                assertThat(cursor.isCleanEnd()).isTrue();
                assertThat(again).isEqualTo(endpoints);
            } finally {
                buffer.release();
            }
        }
    }
}
