package io.nodenet.sample.call.node;

import io.nodenet.fact.NodeEvent;
import io.nodenet.sample.call.media.MediaDesk;
import io.nodenet.spring.boot.event.InboundCallEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Notifies the desk of media sessions opened by peers, and of better paths. Thread-safe. */
@Component
public class NodeCalls {
    private final MediaDesk desk;

    NodeCalls(MediaDesk desk) {
        this.desk = desk;
    }

    @EventListener
    void offered(InboundCallEvent event) {
        desk.offered(event.call());
    }

    @EventListener
    void moved(NodeEvent.PathChanged change) {
        desk.pathChanged(change.peer(), change.path());
    }
}
