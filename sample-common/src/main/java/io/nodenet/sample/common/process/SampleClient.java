package io.nodenet.sample.common.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the HTTP interface that all samples have. Thread-safe once connected. Its methods throw {@link ClientException}. */
public class SampleClient {
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

    /** Creates a client that is not connected. */
    public SampleClient(String url) {
        this.url = url;
    }

    public String url() {
        return url;
    }

    /** Returns whether the sample is available, and learns its identity and the token of its process. */
    public boolean connect() throws InterruptedException {
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

    public String id() {
        return self().path("id").asString();
    }

    public void invite(String id, String as) {
        post("/api/contacts", new Invitation(id, as));
    }

    public void accept(String id) {
        post("/api/contacts/" + id + "/accept", List.of());
    }

    /** Returns the state of a contact, empty if it is not one. */
    public String stateOf(String id) {
        for (JsonNode contact : get("/api/contacts")) {
            if (contact.path("id").asString().equals(id)) {
                return contact.path("state").asString();
            }
        }
        return "";
    }

    public JsonNode get(String path) {
        return call(request(path).GET().build());
    }

    public JsonNode post(String path, Object body) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .header("X-CSRF-Token", self().path("csrfToken").asString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                .build());
    }

    public void delete(String path) {
        call(request(path)
                .header("X-CSRF-Token", self().path("csrfToken").asString())
                .DELETE()
                .build());
    }

    private JsonNode self() {
        JsonNode known = self;
        if (known == null) {
            throw new ClientException(0, url + " has not answered yet");
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
                throw new ClientException(
                        answer.statusCode(),
                        request.method() + " " + request.uri() + " was answered " + answer.statusCode() + ": "
                                + body.path("detail").asString(""));
            }
            return body;
        } catch (IOException e) {
            throw new ClientException(request.uri() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException("Interrupted", e);
        }
    }

    private record Invitation(String id, String name) {}
}
