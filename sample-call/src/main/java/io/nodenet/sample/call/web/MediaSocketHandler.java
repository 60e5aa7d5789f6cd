package io.nodenet.sample.call.web;

import io.nodenet.sample.call.media.CallCounters;
import io.nodenet.sample.call.media.FrameDrop;
import io.nodenet.sample.call.media.MediaDesk;
import io.nodenet.transport.TokenBucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

/** Exchanges frames and control messages with the page of a call. Thread-safe. */
@Component
public class MediaSocketHandler extends AbstractWebSocketHandler {
    /** The page asks for a call that does not exist, or no longer does. */
    static final CloseStatus NO_CALL = new CloseStatus(4404, "There is no such call");

    /** The call has another page. */
    static final CloseStatus TAKEN = new CloseStatus(4409, "Another page has this call");

    static final CloseStatus NO_FRAME = CloseStatus.NOT_ACCEPTABLE.withReason("This is no frame of audio or video");
    static final CloseStatus NO_WORD = CloseStatus.NOT_ACCEPTABLE.withReason("This is nothing that pages say");

    private static final Logger LOG = LoggerFactory.getLogger(MediaSocketHandler.class);
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final long SEND_TIMEOUT_MILLIS = 5_000;
    private static final double FRAME_BURST = 400;
    private static final double FRAMES_PER_SECOND = 300;
    private static final double WORD_BURST = 100;
    private static final double WORDS_PER_SECOND = 50;

    private final MediaDesk desk;
    private final CallCounters counters;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    MediaSocketHandler(MediaDesk desk, CallCounters counters) {
        this.desk = desk;
        this.counters = counters;
    }

    /** A page and its remaining message budget; the container passes one message of a page at a time. */
    private record Page(UUID call, PageSender sender, TokenBucket frames, TokenBucket words) {}

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        limitSending(session);
        UUID call = callOf(session);
        if (call == null) {
            session.close(NO_CALL);
            return;
        }
        PageSender sender = new PageSender(session);
        switch (desk.attach(call, sender)) {
            case YES -> {
                pages.put(
                        session.getId(),
                        new Page(
                                call,
                                sender,
                                new TokenBucket(FRAME_BURST, FRAMES_PER_SECOND),
                                new TokenBucket(WORD_BURST, WORDS_PER_SECOND)));
                sender.start();
            }
            case NO_CALL -> session.close(NO_CALL);
            case TAKEN -> session.close(TAKEN);
        }
    }

    private static void limitSending(WebSocketSession session) {
        if (session instanceof NativeWebSocketSession own) {
            jakarta.websocket.Session tomcats = own.getNativeSession(jakarta.websocket.Session.class);
            if (tomcats != null) {
                tomcats.getUserProperties().put(SEND_TIMEOUT, SEND_TIMEOUT_MILLIS);
            }
        }
    }

    private static @Nullable UUID callOf(WebSocketSession session) {
        if (session.getUri() == null) {
            return null;
        }
        String named = UriComponentsBuilder.fromUri(session.getUri())
                .build()
                .getQueryParams()
                .getFirst("call");
        try {
            return named == null ? null : UUID.fromString(named);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws IOException {
        Page page = pages.get(session.getId());
        if (page == null) {
            return;
        }
        if (!page.frames().tryTake(System.nanoTime())) {
            counters.drop(CallCounters.Direction.SENT, CallCounters.Item.VIDEO, FrameDrop.RATE);
        } else if (!desk.encoded(page.call(), message.getPayload())) {
            session.close(NO_FRAME);
        }
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
        Page page = pages.get(session.getId());
        if (page == null) {
            return;
        }
        if (!page.words().tryTake(System.nanoTime())) {
            counters.drop(CallCounters.Direction.SENT, CallCounters.Item.CONTROL, FrameDrop.RATE);
        } else if (!desk.said(page.call(), message.getPayload().getBytes(StandardCharsets.UTF_8))) {
            session.close(NO_WORD);
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
        LOG.debug("The socket of the page failed: {}", failure.toString());
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        Page page = pages.remove(session.getId());
        if (page != null) {
            page.sender().stop();
            desk.detach(page.call(), page.sender());
        }
    }
}
