package io.nodenet.cli;

import io.nodenet.address.Endpoint;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.Connected;
import io.nodenet.fact.Limit;
import io.nodenet.fact.MediaCloseReason;
import io.nodenet.fact.NodeEvent;
import io.nodenet.kad.NodeId;
import io.nodenet.media.MediaSession;
import io.nodenet.media.MediaStats;
import io.nodenet.metrics.Labels;
import io.nodenet.node.InboundMessage;
import io.nodenet.node.Node;
import io.nodenet.node.NodeSnapshot;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the events of a node as JSON lines, as specified in docs/console.md. Thread-safe. */
record ConsoleEvents(EventWriter events) {
    /** The node is running; the first line. */
    void ready(Node node, int difficulty) {
        Map<String, @Nullable Object> event = EventWriter.event("ready");
        event.put("id", node.id().toString());
        event.put("endpoint", node.endpoint().text());
        event.put("difficulty", difficulty);
        NodeSnapshot.Usage relayed = node.snapshot().limits().get(Limit.RELAY_SESSIONS);
        event.put("relay", relayed != null && relayed.limit() > 0);
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

    /** A message for the application arrived. */
    void delivered(InboundMessage message) {
        Map<String, @Nullable Object> event = EventWriter.event("delivered");
        event.put("from", message.originator().toString());
        event.put("hex", HexFormat.of().formatHex(message.payload()));
        event.put("path", Labels.of(message.path()));
        events.write(event);
    }

    /** A requested edge is established. */
    void connected(@Nullable Object tag, Connected connected) {
        Map<String, @Nullable Object> event = EventWriter.event("connected");
        if (tag != null) {
            event.put("tag", tag);
        }
        event.put("peer", connected.peer().toString());
        event.put("path", Labels.of(connected.path()));
        event.put("ms", connected.took().toMillis());
        event.put("remote", connected.remote().text());
        event.put("history", steps(connected.steps()));
        events.write(event);
    }

    /** There is no edge to a peer, although a command needed one. */
    void failed(String command, @Nullable Object tag, NodeId peer, String reason, List<ConnectStep> steps) {
        Map<String, @Nullable Object> event = EventWriter.event("failed");
        event.put("cmd", command);
        if (tag != null) {
            event.put("tag", tag);
        }
        event.put("peer", peer.toString());
        event.put("reason", reason);
        event.put("history", steps(steps));
        events.write(event);
    }

    /** A requested media session is open and its echo arrived. */
    void media(@Nullable Object tag, NodeId peer, ConsoleCalls.Opened opened) {
        Map<String, @Nullable Object> event = EventWriter.event("media");
        if (tag != null) {
            event.put("tag", tag);
        }
        event.put("peer", peer.toString());
        event.put("session", opened.number());
        event.put("ms", opened.millis());
        event.put("path", Labels.of(opened.session().path()));
        event.put("remote", opened.session().remoteEndpoint().text());
        events.write(event);
    }

    /** A requested media session is not open, or no echo arrived. */
    void mediaFailed(@Nullable Object tag, NodeId peer, String reason) {
        Map<String, @Nullable Object> event = EventWriter.event("media-failed");
        if (tag != null) {
            event.put("tag", tag);
        }
        event.put("peer", peer.toString());
        event.put("reason", reason);
        events.write(event);
    }

    /** A media session of a peer was accepted. */
    void mediaIn(long number, MediaSession session) {
        Map<String, @Nullable Object> event = EventWriter.event("media-in");
        event.put("peer", session.peer().toString());
        event.put("session", number);
        event.put("path", Labels.of(session.path()));
        event.put("remote", session.remoteEndpoint().text());
        events.write(event);
    }

    /** A datagram or a message arrived over a media session. */
    void mediaFrame(String name, long number, int channel, byte[] payload) {
        Map<String, @Nullable Object> event = EventWriter.event(name);
        event.put("session", number);
        event.put("channel", channel);
        event.put("hex", HexFormat.of().formatHex(payload));
        events.write(event);
    }

    /** A media session has ended. */
    void mediaClosed(long number, MediaCloseReason reason, MediaStats stats) {
        Map<String, @Nullable Object> event = EventWriter.event("media-closed");
        event.put("session", number);
        event.put("reason", Labels.of(reason));
        event.put("stats", PlainValues.of(stats));
        events.write(event);
    }

    private static List<Map<String, Object>> steps(List<ConnectStep> steps) {
        return steps.stream().map(ConsoleEvents::plain).toList();
    }

    private static Map<String, Object> plain(ConnectStep step) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("step", Labels.of(step.stage()));
        if (step.endpoint() != null) {
            plain.put("endpoint", step.endpoint().text());
        }
        plain.put("outcome", Labels.of(step.outcome()));
        plain.put("detail", step.detail());
        plain.put("began", step.began().toMillis());
        plain.put("ms", step.took().toMillis());
        return plain;
    }

    /** An event of the node; start and stop have separate lines. */
    void happened(NodeEvent happening) {
        if (happening instanceof NodeEvent.PeerConnected up) {
            Map<String, @Nullable Object> event = EventWriter.event("edge");
            event.put("peer", up.peer().toString());
            event.put("path", Labels.of(up.path()));
            event.put("direction", up.outbound() ? "out" : "in");
            event.put("remote", up.remote().text());
            events.write(event);
        } else if (happening instanceof NodeEvent.PathChanged change) {
            Map<String, @Nullable Object> event = EventWriter.event("edge");
            event.put("peer", change.peer().toString());
            event.put("path", Labels.of(change.path()));
            event.put("direction", change.outbound() ? "out" : "in");
            event.put("remote", change.remote().text());
            event.put("previous", Labels.of(change.previousPath()));
            event.put("reason", Labels.of(change.reason()));
            events.write(event);
        } else if (happening instanceof NodeEvent.PeerDisconnected down) {
            Map<String, @Nullable Object> event = EventWriter.event("edge-lost");
            event.put("peer", down.peer().toString());
            event.put("reason", Labels.of(down.reason()));
            events.write(event);
        } else if (happening instanceof NodeEvent.PhaseChanged change) {
            Map<String, @Nullable Object> event = EventWriter.event("phase");
            event.put("from", Labels.of(change.from()));
            event.put("to", Labels.of(change.to()));
            event.put("edges", change.outboundEdges());
            events.write(event);
        } else if (happening instanceof NodeEvent.ReflexiveAddressChanged seen) {
            Map<String, @Nullable Object> event = EventWriter.event("reflexive");
            event.put("endpoint", seen.address().best().map(Endpoint::text).orElse(null));
            event.put("symmetric", seen.address().nat().isSymmetric());
            event.put("nat", Labels.of(seen.address().nat()));
            events.write(event);
        }
    }
}
