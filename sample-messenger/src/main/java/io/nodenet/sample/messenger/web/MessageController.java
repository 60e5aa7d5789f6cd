package io.nodenet.sample.messenger.web;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.web.Ids;
import io.nodenet.sample.messenger.delivery.Messenger;
import io.nodenet.sample.messenger.store.ChatMessage;
import io.nodenet.sample.messenger.store.MessageStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Returns the messages of a chat page by page, or the changes in it, and accepts new ones. */
@RestController
@RequestMapping("/api/contacts/{id}/messages")
public class MessageController {
    /** The number of messages in one answer; a few more if they changed together. */
    static final int PAGE = 100;

    private final Messenger messenger;
    private final MessageStore messages;

    MessageController(Messenger messenger, MessageStore messages) {
        this.messenger = messenger;
        this.messages = messages;
    }

    /** Returns the newest messages, or those before a position, oldest first, and the revision for requesting changes. */
    @GetMapping
    Page page(@PathVariable String id, @RequestParam(required = false) @Nullable Long before) {
        NodeId contact = Ids.node(id);
        long revision = messages.lastRevision(contact);
        return Page.of(messages.before(contact, before == null ? Long.MAX_VALUE : before, PAGE), revision);
    }

    /** Returns the messages that were added or changed after a revision. */
    @GetMapping(params = "since")
    Page changes(@PathVariable String id, @RequestParam long since) {
        List<ChatMessage> changed = messages.changedSince(Ids.node(id), since, PAGE);
        return Page.of(
                changed,
                changed.isEmpty() ? since : changed.get(changed.size() - 1).revision());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    MessageView send(@PathVariable String id, @RequestBody Draft draft) {
        UUID messageId = Ids.uuid(draft.id());
        return MessageView.of(messenger.submit(Ids.node(id), messageId, draft.text() == null ? "" : draft.text()));
    }

    /**
     * A message to send.
     *
     * @param id names it, so that a repeated request does not create a second message
     */
    record Draft(@Nullable String id, @Nullable String text) {}

    /** Messages in the order of their positions or changes; {@code more} is true if there may be further ones. */
    record Page(List<MessageView> messages, long revision, boolean more) {
        static Page of(List<ChatMessage> messages, long revision) {
            return new Page(messages.stream().map(MessageView::of).toList(), revision, messages.size() >= PAGE);
        }
    }

    /** A message, as shown by the page. */
    record MessageView(
            long position,
            String id,
            boolean outgoing,
            String state,
            String text,
            Instant writtenAt,
            @Nullable Instant acknowledgedAt) {
        static MessageView of(ChatMessage message) {
            return new MessageView(
                    message.position(),
                    message.messageId().toString(),
                    message.outgoing(),
                    message.state().name().toLowerCase(Locale.ROOT),
                    message.text(),
                    message.writtenAt(),
                    message.acknowledgedAt());
        }
    }
}
