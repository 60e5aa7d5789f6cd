package io.nodenet.sample.common.event;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Pushes the changed subjects to open pages, as server-sent events. */
@RestController
public class EventController {
    private final EventHub hub;

    EventController(EventHub hub) {
        this.hub = hub;
    }

    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events() {
        return hub.open();
    }

    @ExceptionHandler(produces = MediaType.APPLICATION_PROBLEM_JSON_VALUE)
    ProblemDetail tooMany(EventHub.TooManyPagesException problem) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(problem.getMessage()));
    }
}
