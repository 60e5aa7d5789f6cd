package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.transport.Connection;
import io.nodenet.transport.memory.MemoryTransport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer without a core: says what the test tells it to over a {@link Wire}, and records what it hears. */
final class Puppet extends Host {
    private final List<String> heard = new ArrayList<>();
    private boolean answersPings;
    private @Nullable Connection lastFrom;

    Puppet(MemoryTransport transport) {
        super(transport);
    }

    /** Has it answer each ping from now on. */
    Puppet answeringPings() {
        answersPings = true;
        return this;
    }

    /** Returns the frames heard since the last call, in hexadecimal digits. */
    List<String> heard() {
        List<String> copy = List.copyOf(heard);
        heard.clear();
        return copy;
    }

    /** Returns the frames of one type heard since the last call; the others are forgotten. */
    List<String> heard(String typeDigits) {
        return heard().stream().filter(frame -> frame.startsWith(typeDigits, 2)).toList();
    }

    /** Returns the connection over which the last frame came. */
    Connection lastFrom() {
        if (lastFrom == null) {
            throw new AssertionError("Nothing was heard");
        }
        return lastFrom;
    }

    @Override
    void hear(Connection connection, ByteBuf frame) {
        String digits = ByteBufUtil.hexDump(frame);
        heard.add(digits);
        lastFrom = connection;
        if (answersPings && digits.equals("010200")) {
            connection.send(Unpooled.wrappedBuffer(Vectors.unhex("0103020000")));
        }
    }
}
