package io.nodenet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.address.IpPort;
import io.nodenet.address.SubnetKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class AddressVectorsTest {
    /** Bytes before and after the input, to catch a decoder that strays. */
    private static final int MARGIN = 3;

    private final Vectors vectors = Vectors.load("addr.json");
    private final Cursor cursor = new Cursor();

    @Test
    void everyArrayIsExercised() {
        assertThat(vectors.names())
                .containsExactlyInAnyOrder("addr", "addr_decode", "list", "list_decode", "subnet", "endpoint_text");
    }

    @Test
    void addressesAreEncodedAndDecodedAsRecorded() {
        vectors.each("addr", row -> {
            Endpoint endpoint = endpoint(row.row("addr"));
            byte[] expected = row.bytes("bytes");
            byte[] target = new byte[expected.length];
            ByteBuf heap = Unpooled.buffer(expected.length);
            ByteBuf direct = Unpooled.directBuffer(expected.length);
            try {
                assertThat(AddressCodec.length(endpoint)).isEqualTo(expected.length);
                assertThat(AddressCodec.write(endpoint, target, 0)).isEqualTo(expected.length);
                assertThat(AddressCodec.write(endpoint, heap)).isEqualTo(Outcome.OK);
                assertThat(AddressCodec.write(endpoint, direct)).isEqualTo(Outcome.OK);

                assertThat(target).isEqualTo(expected);
                assertThat(ByteBufUtil.getBytes(heap)).isEqualTo(expected);
                assertThat(ByteBufUtil.getBytes(direct)).isEqualTo(expected);
                assertThat(AddressCodec.read(cursor.reset(expected))).isEqualTo(endpoint);
                assertThat(cursor.isCleanEnd()).isTrue();
            } finally {
                direct.release();
            }
        });
    }

    @Test
    void oneAddressIsDecodedOrRefusedAsRecorded() {
        vectors.each("addr_decode", row -> {
            Endpoint endpoint = AddressCodec.read(over(row.bytes("bytes")));

            row.ignore("non_minimal"); // accepted here, which every flag allows
            assertThat(cursor.failed() ? Outcome.BAD_ADDRESS.token() : Outcome.OK.token())
                    .isEqualTo(row.string("outcome"));
            if (cursor.failed()) {
                assertThat(endpoint).isSameAs(Endpoint.UNKNOWN);
            } else {
                assertThat(endpoint).isEqualTo(endpoint(row.row("addr")));
                assertThat(cursor.position() - MARGIN).isEqualTo(row.integer("consumed"));
            }
        });
    }

    @Test
    void listsAreEncodedAndDecodedAsRecorded() {
        vectors.each("list", row -> {
            List<Endpoint> endpoints = endpoints(row.rows("addrs"));
            byte[] expected = row.bytes("bytes");
            ByteBuf buffer = Unpooled.buffer(expected.length);
            List<Endpoint> decoded = new ArrayList<>();

            assertThat(AddressCodec.length(endpoints)).isEqualTo(expected.length);
            assertThat(AddressCodec.writeList(endpoints, endpoints.size(), buffer))
                    .isEqualTo(Outcome.OK);
            assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(expected);
            assertThat(AddressCodec.readList(cursor.reset(expected), endpoints.size(), decoded))
                    .isEqualTo(Outcome.OK);
            assertThat(decoded).isEqualTo(endpoints);
            assertThat(cursor.isCleanEnd()).isTrue();
        });
    }

    @Test
    void listIsDecodedOrRefusedAsRecorded() {
        vectors.each("list_decode", row -> {
            List<Endpoint> decoded = new ArrayList<>();

            Outcome outcome = AddressCodec.readList(over(row.bytes("bytes")), row.integer("max"), decoded);

            row.ignore("non_minimal"); // accepted here, which every flag allows
            assertThat(outcome.token()).isEqualTo(row.string("outcome"));
            assertThat(cursor.failed()).isEqualTo(!outcome.isOk());
            if (outcome.isOk()) {
                assertThat(decoded).isEqualTo(endpoints(row.rows("addrs")));
                assertThat(cursor.position() - MARGIN).isEqualTo(row.integer("consumed"));
            }
        });
    }

    @Test
    void subnetKeysAreTheRecordedOnes() {
        vectors.each("subnet", row -> {
            SubnetKey key = SubnetKey.of(Endpoint.quic(row.string("endpoint")));

            assertThat(key != null).isEqualTo(row.flag("ok"));
            if (key != null) {
                assertThat(Vectors.hex(key.toBytes())).isEqualTo(row.string("key"));
            }
        });
    }

    @Test
    void socketAddressesHaveTheRecordedText() {
        vectors.each("endpoint_text", row -> {
            byte[] address = row.bytes("ip");
            String zone = row.string("zone");
            int port = row.integer("port");
            String expected = row.string("endpoint");

            assertThat(IpPort.of(address, zone, port).text()).isEqualTo(expected);
            assertThat(IpPort.parse(expected)).isEqualTo(IpPort.of(address, zone, port));
            if (zone.isEmpty()) {
                InetSocketAddress socketAddress = new InetSocketAddress(InetAddress.getByAddress(address), port);
                assertThat(Endpoint.quic(socketAddress)).isEqualTo(Endpoint.quic(expected));
                assertThat(Endpoint.quic(expected).toSocketAddress()).isEqualTo(socketAddress);
            }
        });
    }

    private Cursor over(byte[] input) {
        byte[] source = new byte[input.length + 2 * MARGIN];
        System.arraycopy(input, 0, source, MARGIN, input.length);
        return cursor.reset(source, MARGIN, input.length);
    }

    private static Endpoint endpoint(Vectors.Row row) {
        return Endpoint.of(row.bytes("net_hex"), row.bytes("endpoint_hex"));
    }

    private static List<Endpoint> endpoints(List<Vectors.Row> rows) {
        return rows.stream().map(AddressVectorsTest::endpoint).toList();
    }
}
