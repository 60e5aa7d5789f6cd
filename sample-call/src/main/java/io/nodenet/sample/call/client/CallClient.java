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

/** Acts as the page of a telephone, without a browser. Thread-safe once connected. Its methods throw {@link ClientException}. */
public final class CallClient extends SampleClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient sockets = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** Creates a client for a telephone at {@code http://host:port}, not connected. */
    public CallClient(String url) {
        super(url);
    }

    /** Calls a contact and returns the ID of the call. */
    public UUID place(String contact, boolean video) {
        return UUID.fromString(
                post("/api/calls", new Wish(contact, video)).path("id").asString());
    }

    /** Accepts a call. */
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

    /** Returns the call, even for a while after its end; a null node if there is none. */
    public JsonNode call() {
        return get("/api/call");
    }

    /** Returns the state of the call, empty if there is none. */
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
