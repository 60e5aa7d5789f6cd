package io.nodenet.cli;

import io.nodenet.NodenetException;
import io.nodenet.address.Endpoint;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.PeerIntroduction;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.metrics.Labels;
import io.nodenet.node.ConnectOptions;
import io.nodenet.node.Node;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * Executes the commands of one console, a JSON object per line, until {@code stop} or the end of the input (docs/console.md).
 *
 * <p>Runs on one thread; results of asynchronous operations are written when they are available, from any thread.
 */
final class ConsoleSession {
    /** The maximum number of characters of a line; the largest payload needs half of it. */
    static final int MAX_LINE = 262_144;

    /** The maximum number of operations that wait for their answer. */
    static final int MAX_PENDING = 1024;

    /** The default timeout of {@code connect}: 15 seconds. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    private final Node node;
    private final @Nullable ConsoleGate gate;
    private final LineReader lines;
    private final EventWriter events;
    private final ConsoleEvents told;
    private final ConsoleCalls calls;
    private final Semaphore pending = new Semaphore(MAX_PENDING);

    /**
     * Creates a session.
     *
     * @param calls the media sessions of the node
     * @param gate is opened by {@code allow}, null if every peer is admitted
     */
    ConsoleSession(Node node, ConsoleCalls calls, @Nullable ConsoleGate gate, Reader in, EventWriter events) {
        this.node = node;
        this.calls = calls;
        this.gate = gate;
        this.lines = new LineReader(in, MAX_LINE);
        this.events = events;
        this.told = new ConsoleEvents(events);
    }

    /** Executes commands until the stop command, or the end or failure of the input. */
    void run() {
        try {
            LineReader.Line line = lines.next();
            while (line != null && execute(line)) {
                line = lines.next();
            }
        } catch (IOException e) {
            error(null, null, "cannot read commands: " + e.getMessage());
        }
    }

    /** Executes one line and returns whether to continue. */
    private boolean execute(LineReader.Line line) {
        if (line.tooLong()) {
            error(null, null, "line longer than " + MAX_LINE + " characters");
            return true;
        }
        if (line.text().isBlank()) {
            return true;
        }
        Command command;
        try {
            command = new Command(JSON.std.mapFrom(line.text()));
        } catch (JacksonException e) {
            error(null, null, "not a JSON object: " + e.getOriginalMessage());
            return true;
        }
        if ("stop".equals(command.fields.get("cmd"))) {
            return false;
        }
        try {
            execute(command);
        } catch (RuntimeException e) {
            error(command.fields.get("cmd"), command.tag(), reason(e));
        }
        return true;
    }

    private void execute(Command command) {
        String name = command.text("cmd");
        switch (name) {
            case "send" ->
                later(command, node.sendReportingCopies(command.peer(), command.payload()), copies -> copies);
            case "direct" -> direct(command);
            case "connect" -> connect(command);
            case "sealed" -> later(command, node.sendSealed(command.peer(), command.payload()), ok -> "sent");
            case "ping" -> later(command, node.ping(command.peer()), time -> time.toNanos() / 1000);
            case "drop" -> later(command, node.drop(command.peer()), ok -> "dropped");
            case "rendezvous" -> later(command, node.rendezvous(command.peer()), ConsoleSession::plain);
            case "keep" -> {
                node.keep(command.peer());
                done(command, "kept");
            }
            case "stop-keeping" -> {
                node.stopKeeping(command.peer());
                done(command, "not kept");
            }
            case "network-changed" -> {
                node.networkChanged();
                done(command, "noted");
            }
            case "allow" -> {
                allow(command.peer());
                done(command, "allowed");
            }
            case "bootstrap" -> {
                List<AnchorEntry> entries = command.texts("entries").stream()
                        .map(AnchorEntry::parse)
                        .toList();
                addAnchors(entries);
                done(command, entries.size());
            }
            case "snapshot" -> done(command, PlainValues.of(node.snapshot()));
            case "media" -> media(command);
            case "media-close" -> {
                calls.close(command.number("session"));
                done(command, "closed");
            }
            case "media-datagram" ->
                done(
                        command,
                        Labels.of(calls.sendDatagram(command.number("session"), command.channel(), command.payload())));
            case "media-message" ->
                later(
                        command,
                        calls.sendMessage(command.number("session"), command.channel(), command.payload()),
                        ok -> "sent");
            default -> throw new IllegalArgumentException("unknown command '" + name + "'");
        }
    }

    private void connect(Command command) {
        ConnectOptions options = command.connectOptions();
        CompletableFuture<Connected> attempt;
        try {
            attempt = node.connect(command.peer(), options);
        } catch (NodenetException e) {
            attempt = CompletableFuture.failedFuture(e);
        }
        settle(attempt, connected -> told.connected(command.tag(), connected), failure -> failed(command, failure));
    }

    private void media(Command command) {
        NodeId peer = command.peer();
        CompletableFuture<ConsoleCalls.Opened> opened;
        try {
            opened = calls.open(peer);
        } catch (NodenetException e) {
            opened = CompletableFuture.failedFuture(e);
        }
        settle(
                opened,
                session -> told.media(command.tag(), peer, session),
                failure -> told.mediaFailed(command.tag(), peer, reason(failure)));
    }

    private void direct(Command command) {
        CompletableFuture<Void> sent;
        try {
            sent = node.sendDirect(command.peer(), command.payload(), command.connectOptions());
        } catch (NodenetException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        settle(sent, ok -> done(command, "sent"), failure -> failed(command, failure));
    }

    private void failed(Command command, Throwable failure) {
        List<ConnectStep> steps =
                cause(failure) instanceof ConnectFailedException connect ? connect.steps() : List.of();
        told.failed(command.text("cmd"), command.tag(), command.peer(), reason(failure), steps);
    }

    private static Map<String, Object> plain(PeerIntroduction introduction) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("id", introduction.peer().toString());
        plain.put("key", HexFormat.of().formatHex(introduction.key()));
        plain.put("exchangeKey", HexFormat.of().formatHex(introduction.exchangeKey()));
        plain.put(
                "endpoints",
                introduction.endpoints().stream().map(Endpoint::text).toList());
        return plain;
    }

    /** Adds and allows all anchors, or none if one is refused. */
    private void addAnchors(List<AnchorEntry> entries) {
        Set<NodeId> allowed = gate == null
                ? Set.of()
                : gate.allowAll(entries.stream().map(AnchorEntry::id).toList());
        boolean added = false;
        try {
            node.addAnchors(entries);
            added = true;
        } finally {
            if (!added && gate != null) {
                gate.forget(allowed);
            }
        }
    }

    private void allow(NodeId peer) {
        if (gate != null) {
            gate.allow(peer);
        }
    }

    private <T> void later(Command command, CompletableFuture<T> answer, Function<T, Object> result) {
        CompletableFuture<T> bounded = answer.copy();
        long timeoutMillis = command.timeoutMillis(0);
        if (timeoutMillis > 0) {
            bounded.orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
        }
        settle(
                bounded,
                value -> done(command, result.apply(value)),
                failure -> error(command.fields.get("cmd"), command.tag(), reason(failure)));
    }

    private <T> void settle(CompletableFuture<T> answer, Consumer<T> taken, Consumer<Throwable> refused) {
        if (!pending.tryAcquire()) {
            answer.cancel(false);
            throw new IllegalStateException("too many operations: at most " + MAX_PENDING + " can be pending");
        }
        var unused = answer.whenComplete((value, failure) -> {
            pending.release();
            if (failure == null) {
                taken.accept(value);
            } else {
                refused.accept(failure);
            }
        });
    }

    private void done(Command command, @Nullable Object result) {
        Map<String, @Nullable Object> event = EventWriter.event("done");
        event.put("cmd", command.fields.get("cmd"));
        putIfPresent(event, "tag", command.tag());
        event.put("result", result);
        events.write(event);
    }

    private void error(@Nullable Object cmd, @Nullable Object tag, String message) {
        Map<String, @Nullable Object> event = EventWriter.event("error");
        putIfPresent(event, "cmd", cmd);
        putIfPresent(event, "tag", tag);
        event.put("error", message);
        events.write(event);
    }

    private static void putIfPresent(Map<String, @Nullable Object> event, String key, @Nullable Object value) {
        if (value != null) {
            event.put(key, value);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String reason(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof TimeoutException) {
            return "no answer in time";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** The fields of one command; errors name the field. */
    private record Command(Map<String, Object> fields) {
        @Nullable
        Object tag() {
            return fields.get("tag");
        }

        String text(String field) {
            if (fields.get(field) instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException("the field '" + field + "' must be a string");
        }

        List<String> texts(String field) {
            if (fields.get(field) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
            throw new IllegalArgumentException("the field '" + field + "' must be an array of strings");
        }

        NodeId peer() {
            String id = text("peer");
            try {
                return NodeId.parse(id);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the field 'peer' must be 64 hexadecimal digits", e);
            }
        }

        byte[] payload() {
            String hex = text("hex");
            try {
                return HexFormat.of().parseHex(hex);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("the field 'hex' must be an even number of hexadecimal digits", e);
            }
        }

        long number(String field) {
            if (fields.get(field) instanceof Number number) {
                return number.longValue();
            }
            throw new IllegalArgumentException("the field '" + field + "' must be a number");
        }

        /** Returns the channel of a media frame, by default 16. */
        int channel() {
            return fields.containsKey("channel") ? (int) number("channel") : MediaSession.MIN_CHANNEL;
        }

        /** Returns the policy and the timeout for an edge. */
        ConnectOptions connectOptions() {
            ConnectOptions any =
                    ConnectOptions.DEFAULT.withTimeout(Duration.ofMillis(timeoutMillis(CONNECT_TIMEOUT.toMillis())));
            Object policy = fields.getOrDefault("policy", "any");
            if ("any".equals(policy)) {
                return any;
            }
            if ("direct-only".equals(policy)) {
                return any.directOnly();
            }
            if ("no-relay".equals(policy)) {
                return any.withoutRelays();
            }
            throw new IllegalArgumentException("the field 'policy' must be any, direct-only or no-relay");
        }

        /** Returns the timeout of the command, or this default. */
        long timeoutMillis(long otherwise) {
            Object timeout = fields.get("timeout");
            if (timeout == null) {
                return otherwise;
            }
            if (timeout instanceof Number number && number.longValue() > 0) {
                return number.longValue();
            }
            throw new IllegalArgumentException("the field 'timeout' must be milliseconds above 0");
        }
    }
}
