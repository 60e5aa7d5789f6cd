package io.nodenet.spring.boot.twonodes;

import io.nodenet.fact.NodeEvent;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;

/** The example of docs/two-nodes.md: hands what is said in one network to a peer in the other. */
class Gateway {
    record Line(String text) {}

    final BlockingQueue<NodeEvent> colleagues = new LinkedBlockingQueue<>();
    private final NodenetTemplate home;
    private final NodenetTemplate office;

    Gateway(NodenetTemplate home, @Qualifier("office") NodenetTemplate office) {
        this.home = home;
        this.office = office;
    }

    @NodenetListener
    void heardAtHome(Line line) {
        office.send("bob", line);
    }

    @NodenetListener(node = "office", from = "bob")
    void heardAtTheOffice(Line line) {
        home.send("alice", line);
    }

    @EventListener(condition = "event.node == 'office'")
    void on(NodeEvent.PeerConnected event) {
        colleagues.add(event);
    }
}
