package io.nodenet.sample.messenger.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the HTTP interface of a messenger. Thread-safe once connected. */
final class MessengerClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int FIRST_ERROR = 300;

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final JsonMapper json = new JsonMapper();
    private volatile @Nullable JsonNode self;

    MessengerClient(String url) {
        this.url = url;
    }

    String url() {
        return url;
    }

    /** Answers whether the messenger is there, and learns who it is and its token. */
    boolean connect() throws InterruptedException {
        try {
            HttpResponse<byte[]> answer =
                    http.send(request("/api/self").GET().build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == OK) {
                self = json.readTree(answer.body());
            }
            return answer.statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    String id() {
        return self().path("id").asString();
    }

    JsonNode get(String path) {
        return call(request(path).GET().build());
    }

    JsonNode post(String path, Object body) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .header("X-CSRF-Token", self().path("csrfToken").asString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                .build());
    }

    private JsonNode self() {
        JsonNode known = self;
        if (known == null) {
            throw new DemoException(url + " has not answered yet");
        }
        return known;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    }

    private JsonNode call(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = answer.body().length == 0 ? json.nullNode() : json.readTree(answer.body());
            if (answer.statusCode() >= FIRST_ERROR) {
                throw new DemoException(request.method() + " " + request.uri() + " was answered " + answer.statusCode()
                        + ": " + body.path("detail").asString(""));
            }
            return body;
        } catch (IOException e) {
            throw new DemoException(request.uri() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Interrupted", e);
        }
    }
}
