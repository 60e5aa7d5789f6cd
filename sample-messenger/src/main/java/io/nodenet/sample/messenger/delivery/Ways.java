package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Backoff;

/**
 * The outputs of the state machines.
 *
 * @param courier sends envelopes
 * @param backoff determines when to resend them
 * @param changes receives the subjects that the page must reload
 * @param drops counts arrivals without effect
 */
public record Ways(Courier courier, Backoff backoff, Changes changes, DropCounters<DropReason> drops) {}
