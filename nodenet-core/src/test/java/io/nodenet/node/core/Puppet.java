package io.nodenet.node.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.nodenet.Vectors;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.CloseReason;
import io.nodenet.kad.NodeId;
import java.util.ArrayList;
import java.util.List;

/** A peer without a core: says what the test tells it to, and records what it hears. */
final class Puppet implements SimHost {
    private final NodeId id;
    private final Endpoint endpoint;
    private final List<String> heard = new ArrayList<>();
    private boolean answersPings;

    Puppet(NodeId id, Endpoint endpoint) {
        this.id = id;
        this.endpoint = endpoint;
    }

    /** Has it answer each ping from now on. */
    Puppet answeringPings() {
        answersPings = true;
        return this;
    }

    /** Sends a frame given in hexadecimal digits. */
    static void say(SimConnection end, String frame) {
        say(end, Vectors.unhex(frame));
    }

    static void say(SimConnection end, byte[] frame) {
        end.send(Unpooled.wrappedBuffer(frame));
    }

    /** Answers the frames heard since the last call, in hexadecimal digits. */
    List<String> heard() {
        List<String> copy = List.copyOf(heard);
        heard.clear();
        return copy;
    }

    /** Answers the frames of one type heard since the last call; the others are forgotten. */
    List<String> heard(String typeDigits) {
        return heard().stream().filter(frame -> frame.startsWith(typeDigits, 2)).toList();
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void onFrame(SimConnection connection, ByteBuf frame) {
        String digits = ByteBufUtil.hexDump(frame);
        heard.add(digits);
        if (answersPings && digits.equals("010200")) {
            say(connection, "0103020000");
        }
    }

    @Override
    public void onClosed(SimConnection connection, CloseReason reason) {}

    @Override
    public void onWritable(SimConnection connection) {}
}
