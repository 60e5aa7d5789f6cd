package io.nodenet.sample.messenger.web;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.event.EventHub;
import io.nodenet.sample.messenger.delivery.Changes;
import org.springframework.stereotype.Component;

/** Notifies open pages of changes in the messenger. Thread-safe. */
@Component
public class PageChanges implements Changes {
    private final EventHub hub;

    PageChanges(EventHub hub) {
        this.hub = hub;
    }

    @Override
    public void contacts() {
        hub.publish("contacts");
    }

    @Override
    public void chat(NodeId contact) {
        hub.publish("chat:" + contact);
    }
}
