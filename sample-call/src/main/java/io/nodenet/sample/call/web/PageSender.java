package io.nodenet.sample.call.web;

import io.nodenet.sample.call.media.FrameKind;
import io.nodenet.sample.call.media.PageLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * Writes to the page of a call on a separate thread: a browser that reads slowly blocks only that thread. Thread-safe.
 */
final class PageSender implements PageLink {
    private static final Logger LOG = LoggerFactory.getLogger(PageSender.class);

    private final WebSocketSession session;
    private final PageQueue queue = new PageQueue();
    private final Thread thread = new Thread(this::run, "call-page");

    PageSender(WebSocketSession session) {
        this.session = session;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public boolean offer(FrameKind kind, ByteBuffer frame) {
        return queue.offer(kind, frame);
    }

    @Override
    public void tell(String text) {
        queue.add(text);
    }

    @Override
    public void end(String text) {
        queue.add(text);
        queue.end();
    }

    /** The socket is closed. */
    void stop() {
        queue.end();
        thread.interrupt();
    }

    private void run() {
        try {
            PageQueue.Item item = queue.take();
            while (item != null) {
                send(item);
                item = queue.take();
            }
            session.close(CloseStatus.NORMAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("The page is gone: {}", e.toString());
            close();
        }
    }

    private void send(PageQueue.Item item) throws IOException {
        if (item.text() != null) {
            session.sendMessage(new TextMessage(item.text()));
        } else if (item.frame() != null) {
            session.sendMessage(new BinaryMessage(item.frame()));
        }
    }

    private void close() {
        queue.end();
        try {
            session.close(CloseStatus.SESSION_NOT_RELIABLE);
        } catch (IOException e) {
            LOG.debug("The page is gone already: {}", e.toString());
        }
    }
}
