package io.nodenet.sample.call.demo;

import io.nodenet.sample.call.client.CallClient;
import io.nodenet.sample.call.client.MediaStream;
import io.nodenet.sample.call.client.StreamFigures;
import io.nodenet.sample.common.process.ClientException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Calls from one telephone to another with synthetic sound and pictures, and tells what came of it on both sides. */
public final class CallCheck {
    private static final String USAGE = "usage: CallCheck CALLER-URL CALLEE-URL SECONDS";
    private static final int AUDIO_BYTES = 80;
    private static final int VIDEO_BYTES = 1_500;
    private static final int AUDIO_A_SECOND = 50;
    private static final int VIDEO_A_SECOND = 30;
    private static final long WAIT_SECONDS = 40;
    private static final long POLL_MILLIS = 50;

    /** How much of what was sent has to come: the machine is busy, and who answers begins later. */
    private static final double ENOUGH = 0.8;

    private final CallClient caller;
    private final CallClient callee;
    private final PrintWriter out;

    private CallCheck(CallClient caller, CallClient callee, PrintWriter out) {
        this.caller = caller;
        this.callee = callee;
        this.out = out;
    }

    /** Calls, and ends this process: with status 0 if both sides were heard and seen. */
    public static void main(String[] arguments) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        if (arguments.length != 3) {
            out.println(USAGE);
            System.exit(2);
        }
        boolean right = false;
        try {
            right = new CallCheck(new CallClient(arguments[0]), new CallClient(arguments[1]), out)
                    .run(Duration.ofSeconds(Long.parseLong(arguments[2])));
        } catch (ClientException e) {
            out.println("call: " + e.getMessage());
        }
        System.exit(right ? 0 : 1);
    }

    private boolean run(Duration duration) throws Exception {
        caller.connect();
        callee.connect();
        UUID call = caller.place(callee.id(), true);
        await("it rings", () -> callee.callState().equals("ringing"));
        callee.accept(call);
        await("it is answered", () -> !caller.callState().equals("ringing"));
        try (MediaStream here = caller.join(call);
                MediaStream there = callee.join(call)) {
            await("both are connected", () -> isActive(caller) && isActive(callee));
            CompletableFuture<Void> talking =
                    CompletableFuture.runAsync(() -> here.stream(duration, AUDIO_BYTES, VIDEO_BYTES));
            there.stream(duration, AUDIO_BYTES, VIDEO_BYTES);
            talking.get(duration.toSeconds() + WAIT_SECONDS, TimeUnit.SECONDS);
            boolean right = report("caller", here.figures(), duration) & report("callee", there.figures(), duration);
            out.println("path: "
                    + caller.get("/api/status").path("call").path("path").asString("?"));
            caller.hangUp(call);
            await(
                    "both have hung up",
                    () -> caller.callState().equals("ended")
                            && callee.callState().equals("ended"));
            return right;
        }
    }

    private static boolean isActive(CallClient client) {
        return client.callState().equals("active");
    }

    private boolean report(String who, StreamFigures figures, Duration duration) {
        StreamFigures.Side audio = figures.audio();
        StreamFigures.Side video = figures.video();
        out.printf(
                Locale.ROOT,
                "%s heard %d packets and saw %d frames in %d s, %d damaged; delay of sound %.1f ms (99%%: %.1f ms), longest gap %d ms%n",
                who,
                audio.frames(),
                video.frames(),
                duration.toSeconds(),
                audio.damaged() + video.damaged(),
                audio.delayMedianMillis(),
                audio.delayP99Millis(),
                audio.longestGapMillis());
        return audio.damaged() + video.damaged() == 0
                && audio.frames() >= ENOUGH * AUDIO_A_SECOND * duration.toSeconds()
                && video.frames() >= ENOUGH * VIDEO_A_SECOND * duration.toSeconds();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new ClientException(0, "waited " + WAIT_SECONDS + " s until " + what);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
