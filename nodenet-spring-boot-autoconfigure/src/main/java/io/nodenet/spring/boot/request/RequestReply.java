package io.nodenet.spring.boot.request;

/**
 * Both ends of request and reply in an application.
 *
 * @param requests the requests of this application to peers
 * @param replies its replies to requests of peers
 */
public record RequestReply(PendingRequests requests, Replies replies) {}
