package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetMessageConverter;
import io.nodenet.spring.boot.autoconfigure.NodenetProperties;
import io.nodenet.spring.boot.message.PayloadWriter;
import io.nodenet.spring.boot.request.CorrelationIds;
import io.nodenet.spring.boot.request.PendingRequests;
import io.nodenet.spring.boot.request.Replies;
import io.nodenet.spring.boot.request.RequestReply;
import io.nodenet.spring.boot.request.RequestTimer;
import io.nodenet.spring.boot.request.ThreadRequestTimer;
import io.nodenet.spring.boot.request.UnroutableRetry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Both ends of request and reply, and the retry of messages for which there was no edge. */
@Configuration(proxyBeanMethods = false)
final class RequestReplyConfiguration {
    @Bean
    @ConditionalOnMissingBean(RequestTimer.class)
    ThreadRequestTimer nodenetRequestTimer() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("nodenet-requests-");
        threads.setDaemon(true);
        return new ThreadRequestTimer(threads);
    }

    @Bean
    UnroutableRetry nodenetUnroutableRetry(RequestTimer timer, NodenetProperties properties) {
        return new UnroutableRetry(timer, properties.messaging().retryTime());
    }

    @Bean
    RequestReply nodenetRequestReply(
            Node node, NodenetMessageConverter converter, NodenetProperties properties, RequestTimer timer) {
        NodenetProperties.Messaging messaging = properties.messaging();
        return new RequestReply(
                new PendingRequests(messaging.pendingRequests(), timer, new CorrelationIds()),
                new Replies(
                        node,
                        new PayloadWriter(converter, messaging.headers()),
                        messaging.pendingReplies(),
                        timer,
                        System::nanoTime));
    }
}
