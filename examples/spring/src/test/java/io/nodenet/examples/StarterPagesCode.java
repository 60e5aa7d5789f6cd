package io.nodenet.examples;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.event.InboundCallEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.event.EventListener;

/** What the README of the starter shows, compiled. */
abstract class StarterPagesCode {
    interface Prices {
        Price of(String item);
    }

    interface Player {
        void play(ByteBuffer payload);
    }

    final Prices prices;
    final Player player;

    StarterPagesCode(Prices prices, Player player) {
        this.prices = prices;
        this.player = player;
    }

    record PriceQuery(String item) {}

    record Price(int cents) {}

    @NodenetListener
    Price on(PriceQuery query) {
        return prices.of(query.item());
    }

    CompletableFuture<Price> ask(NodenetTemplate nodenet, NodeId shop) {
        CompletableFuture<Price> price =
                nodenet.request(shop, new PriceQuery("bread"), Price.class, Duration.ofSeconds(5));
        return price;
    }

    @EventListener
    void on(InboundCallEvent event) {
        event.accept().ifPresent(session -> session.listen((channel, payload, receivedNanos) -> player.play(payload)));
    }
}
