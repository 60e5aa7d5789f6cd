package io.nodenet.sample.messenger.web;

import io.nodenet.sample.common.web.Ids;
import io.nodenet.sample.messenger.delivery.Messenger;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Receives which chat the user opens, and which the user has read. */
@RestController
@RequestMapping("/api/contacts/{id}")
public class ChatController {
    private final Messenger messenger;

    ChatController(Messenger messenger) {
        this.messenger = messenger;
    }

    @PostMapping("/open")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void open(@PathVariable String id) {
        messenger.open(Ids.node(id));
    }

    @PostMapping("/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void read(@PathVariable String id) {
        messenger.markRead(Ids.node(id));
    }
}
