package io.nodenet.sample.call.client;

import io.nodenet.sample.common.process.ClientException;
import io.nodenet.sample.common.process.SampleClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;

/** Does what the page of a telephone does, without a browser. Thread-safe once connected. Its methods throw {@link ClientException}. */
public final class CallClient extends SampleClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient sockets = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** Makes a client that is not connected, of a telephone at {@code http://host:port}. */
    public CallClient(String url) {
        super(url);
    }

    /** Calls a contact, and answers the name of the call. */
    public UUID place(String contact, boolean video) {
        return UUID.fromString(
                post("/api/calls", new Wish(contact, video)).path("id").asString());
    }

    /** Takes a call. */
    public void accept(UUID call) {
        post("/api/calls/" + call + "/accept", List.of());
    }

    public void refuse(UUID call) {
        post("/api/calls/" + call + "/refuse", List.of());
    }

    public void hangUp(UUID call) {
        post("/api/calls/" + call + "/hang-up", List.of());
    }

    /** Moves the call to a new session. */
    public void move(UUID call) {
        post("/api/calls/" + call + "/move", List.of());
    }

    /** Answers the call, also for a while after its end; a null node without one. */
    public JsonNode call() {
        return get("/api/call");
    }

    /** Answers how far the call is, nothing without one. */
    public String callState() {
        return call().path("state").asString("");
    }

    /** Joins a call as its page. */
    public MediaStream join(UUID call) {
        MediaStream stream = new MediaStream();
        try {
            var unused = sockets.newWebSocketBuilder()
                    .connectTimeout(TIMEOUT)
                    .buildAsync(URI.create("ws" + url().substring("http".length()) + "/media?call=" + call), stream)
                    .join();
            return stream;
        } catch (CompletionException e) {
            throw new ClientException("The page of " + url() + " cannot join", e);
        }
    }

    private record Wish(String contact, boolean video) {}
}
