package io.nodenet.sample.messenger.client;

import io.nodenet.sample.common.process.SampleClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A client of the HTTP interface of a messenger. Thread-safe once connected. Its methods throw {@code ClientException}. */
public final class MessengerClient extends SampleClient {
    /** Creates a client that is not connected. */
    public MessengerClient(String url) {
        super(url);
    }

    /** Sends a message and returns it as stored. */
    public JsonNode say(String to, String text) {
        return say(to, UUID.randomUUID(), text);
    }

    /** Sends a message with a name; sent twice, it is one message. */
    public JsonNode say(String to, UUID messageId, String text) {
        return post("/api/contacts/" + to + "/messages", new Draft(messageId.toString(), text));
    }

    /** Returns the revision of the chat with a contact, for {@link #messagesSince}. */
    public long revision(String with) {
        return get("/api/contacts/" + with + "/messages").path("revision").asLong();
    }

    /** Returns the messages that were added or changed after a revision, in the order of the changes. */
    public List<JsonNode> messagesSince(String with, long revision) {
        List<JsonNode> messages = new ArrayList<>();
        long since = revision;
        boolean more = true;
        while (more) {
            JsonNode page = get("/api/contacts/" + with + "/messages?since=" + since);
            page.path("messages").forEach(messages::add);
            since = page.path("revision").asLong();
            more = page.path("more").asBoolean();
        }
        return messages;
    }

    private record Draft(String id, String text) {}
}
