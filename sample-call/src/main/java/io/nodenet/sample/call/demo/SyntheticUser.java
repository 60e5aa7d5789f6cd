package io.nodenet.sample.call.demo;

import io.nodenet.sample.call.client.CallClient;
import io.nodenet.sample.call.client.MediaStream;
import io.nodenet.sample.call.client.StreamFigures;
import io.nodenet.sample.common.process.ClientException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** Acts as a user of a telephone, without a browser, and reports what was heard and seen. */
final class SyntheticUser {
    private static final int AUDIO_BYTES = 80;
    private static final int VIDEO_BYTES = 1_500;
    private static final int AUDIO_A_SECOND = 50;
    private static final long WAIT_SECONDS = 60;
    private static final long POLL_MILLIS = 50;

    /** The required share of sound: the machine may be busy. The number of pictures depends on the path. */
    private static final double ENOUGH = 0.8;

    private final CallClient telephone;
    private final Duration duration;
    private final PrintWriter out;

    SyntheticUser(CallClient telephone, Duration duration, PrintWriter out) {
        this.telephone = telephone;
        this.duration = duration;
        this.out = out;
        await("the telephone answers", this::connects);
    }

    private boolean connects() {
        try {
            return telephone.connect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("Interrupted", e);
        }
    }

    /** Returns the NodeID of the telephone. */
    String id() {
        return telephone.id();
    }

    /** Calls a peer, which becomes a contact first; returns whether the peer was heard and seen. */
    boolean call(String peer) {
        if (!isContact(peer)) {
            telephone.invite(peer, "Callee");
            await("the callee has accepted to be a contact", () -> isContact(peer));
        }
        UUID call = telephone.place(peer, true);
        boolean right = talk("caller", call);
        telephone.hangUp(call);
        return right;
    }

    private boolean isContact(String peer) {
        return telephone.stateOf(peer).equals("accepted");
    }

    /** Returns the next call, of a caller that becomes a contact first; returns whether the caller was heard and seen. */
    boolean answer() {
        await("somebody calls", () -> {
            for (JsonNode contact : telephone.get("/api/contacts")) {
                if (contact.path("state").asString("").equals("requested")) {
                    telephone.accept(contact.path("id").asString());
                }
            }
            return telephone.callState().equals("ringing");
        });
        UUID call = UUID.fromString(telephone.call().path("id").asString());
        telephone.accept(call);
        boolean right = talk("callee", call);
        await("the caller hangs up", () -> telephone.callState().equals("ended"));
        return right;
    }

    private boolean talk(String who, UUID call) {
        await(
                "the call is answered",
                () -> !telephone.callState().equals("calling")
                        && !telephone.callState().equals("ringing"));
        try (MediaStream stream = telephone.join(call)) {
            await("the two are connected", () -> telephone.callState().equals("active"));
            out.println(who + " talks");
            stream.stream(duration, AUDIO_BYTES, VIDEO_BYTES);
            JsonNode status = telephone.get("/api/status").path("call");
            String path = status.path("path").asString("?") + ", moved "
                    + status.path("moves").asInt() + " times";
            return report(who, path, stream.figures());
        }
    }

    private boolean report(String who, String path, StreamFigures figures) {
        StreamFigures.Side audio = figures.audio();
        StreamFigures.Side video = figures.video();
        out.printf(
                Locale.ROOT,
                "%s heard %d packets and saw %d frames in %d s (%s), %d damaged; delay of sound %.1f ms (99 %%: %.1f ms), longest gap %d ms%n",
                who,
                audio.frames(),
                video.frames(),
                duration.toSeconds(),
                path,
                audio.damaged() + video.damaged(),
                audio.delayMedianMillis(),
                audio.delayP99Millis(),
                audio.longestGapMillis());
        return audio.damaged() + video.damaged() == 0
                && audio.frames() >= ENOUGH * AUDIO_A_SECOND * duration.toSeconds()
                && video.frames() >= duration.toSeconds();
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new ClientException(
                        0,
                        telephone.url() + ": waited " + WAIT_SECONDS + " s until " + what + "; the call: "
                                + telephone.call());
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientException("Interrupted", e);
            }
        }
    }
}
