package io.nodenet.cli;

import io.nodenet.kad.NodeId;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what happens to a node as JSON lines (docs/console.md). */
record ConsoleEvents(EventWriter events) implements NodeEvents {
    /** The node runs; the first line. */
    void ready(RunningNode node, int difficulty) {
        Map<String, @Nullable Object> event = EventWriter.event("ready");
        event.put("id", node.id().toString());
        event.put("endpoint", node.endpoint());
        event.put("difficulty", difficulty);
        event.put("relay", false);
        events.open(event);
    }

    /** The node has stopped; the last line. */
    void stopped() {
        events.finish(EventWriter.event("stopped"));
    }

    /** The node could not be started; the only line. */
    void failed(String message) {
        Map<String, @Nullable Object> event = EventWriter.event("error");
        event.put("error", message);
        events.finish(event);
    }

    @Override
    public void edge(NodeId peer, String path, String direction, String remote) {
        Map<String, @Nullable Object> event = EventWriter.event("edge");
        event.put("peer", peer.toString());
        event.put("path", path);
        event.put("direction", direction);
        event.put("remote", remote);
        events.write(event);
    }

    @Override
    public void edgeLost(NodeId peer, String reason) {
        Map<String, @Nullable Object> event = EventWriter.event("edge-lost");
        event.put("peer", peer.toString());
        event.put("reason", reason);
        events.write(event);
    }

    @Override
    public void delivered(NodeId from, String path, byte[] payload) {
        Map<String, @Nullable Object> event = EventWriter.event("delivered");
        event.put("from", from.toString());
        event.put("hex", HexFormat.of().formatHex(payload));
        event.put("path", path);
        events.write(event);
    }

    @Override
    public void phase(String from, String to, int edges) {
        Map<String, @Nullable Object> event = EventWriter.event("phase");
        event.put("from", from);
        event.put("to", to);
        event.put("edges", edges);
        events.write(event);
    }

    @Override
    public void reflexive(@Nullable String endpoint, boolean symmetric) {
        Map<String, @Nullable Object> event = EventWriter.event("reflexive");
        event.put("endpoint", endpoint);
        event.put("symmetric", symmetric);
        events.write(event);
    }
}
