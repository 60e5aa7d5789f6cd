package io.nodenet.cli;

import io.nodenet.UnroutableException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node that writes down what it is asked for. */
final class FakeNode implements RunningNode {
    /** The peer that cannot be reached. */
    static final NodeId UNREACHABLE = NodeId.parse("ff".repeat(32));

    /** The peer that never answers. */
    static final NodeId SILENT = NodeId.parse("ee".repeat(32));

    final List<String> calls = new CopyOnWriteArrayList<>();
    private final NodeId id;

    FakeNode(NodeId id) {
        this.id = id;
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public String endpoint() {
        return "127.0.0.1:4242";
    }

    @Override
    public CompletableFuture<Integer> send(NodeId target, byte[] payload) {
        return answer("send " + HexFormat.of().formatHex(payload), target, 3);
    }

    @Override
    public CompletableFuture<Void> sendDirect(NodeId target, byte[] payload) {
        return answer("direct", target, null);
    }

    @Override
    public CompletableFuture<Duration> ping(NodeId target) {
        return answer("ping", target, Duration.ofNanos(1_234_567));
    }

    @Override
    public CompletableFuture<Void> drop(NodeId target) {
        return answer("drop", target, null);
    }

    private <T extends @Nullable Object> CompletableFuture<T> answer(String call, NodeId target, T value) {
        calls.add(call + ' ' + target.shortText());
        if (target.equals(SILENT)) {
            return new CompletableFuture<>();
        }
        return target.equals(UNREACHABLE)
                ? CompletableFuture.failedFuture(new UnroutableException("no edge"))
                : CompletableFuture.completedFuture(value);
    }

    @Override
    public void bootstrap(List<AnchorEntry> entries) {
        calls.add("bootstrap " + entries.size());
    }

    @Override
    public void allow(NodeId peer) {
        calls.add("allow " + peer.shortText());
    }

    @Override
    public Object snapshot() {
        return Map.of("edges", List.of());
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
