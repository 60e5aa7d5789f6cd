package io.nodenet.spring.boot.event;

import io.nodenet.fact.ReflexiveAddress;

/**
 * Where the node is seen from outside has changed: an address was confirmed or is not any more, or the kind of NAT is judged anew.
 *
 * @param address what enough neighbours agree on
 */
public record ReflexiveAddressChangedEvent(ReflexiveAddress address) implements NodenetEvent {}
