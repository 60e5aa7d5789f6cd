package io.nodenet.sample.call.web;

import io.nodenet.sample.call.media.ControlCodec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** Serves the WebSocket of the page, to pages of its own origin. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class MediaSocketConfiguration implements WebSocketConfigurer {
    /** Twice the size of a video frame: the default of Tomcat is 8 KiB. */
    private static final int MAX_BINARY_BYTES = 128 << 10;

    private final MediaSocketHandler handler;

    MediaSocketConfiguration(MediaSocketHandler handler) {
        this.handler = handler;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(handler, "/media");
    }

    @Bean
    ServletServerContainerFactoryBean webSocketContainer() {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxBinaryMessageBufferSize(MAX_BINARY_BYTES);
        container.setMaxTextMessageBufferSize(ControlCodec.MAX_PAGE_BYTES);
        return container;
    }
}
