package io.nodenet.sample.messenger.delivery;

import io.nodenet.sample.common.DropCounters;
import io.nodenet.sample.common.contact.Backoff;

/**
 * The ways out of the state machines.
 *
 * @param courier takes envelopes away
 * @param backoff tells when to send them again
 * @param changes is told what the page must show anew
 * @param drops counts what arrived in vain
 */
public record Ways(Courier courier, Backoff backoff, Changes changes, DropCounters<DropReason> drops) {}
