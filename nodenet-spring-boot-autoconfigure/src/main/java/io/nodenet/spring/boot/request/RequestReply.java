package io.nodenet.spring.boot.request;

/**
 * Both ends of request and reply in an application.
 *
 * @param requests what this application has asked peers
 * @param replies what it answers them
 */
public record RequestReply(PendingRequests requests, Replies replies) {}
