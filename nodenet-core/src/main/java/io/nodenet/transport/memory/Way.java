package io.nodenet.transport.memory;

import io.nodenet.address.Endpoint;

/** The way from one end of a connection in memory to the other, and what a frame meets on it; each direction has one. */
interface Way {
    /** What {@link #passNanos} answers if nothing will ever pass by itself. */
    long NEVER = Long.MAX_VALUE;

    /** Returns the way of the receiver to the sender. */
    Way back();

    /** Returns where the sender sees the receiver. */
    Endpoint remote();

    /** Returns how long a frame is on its way, drawn anew for each. */
    long transitNanos();

    /** Returns how long a frame of a size takes to get onto the way. */
    long serializationNanos(int bytes);

    /** Returns whether the way is cut: what is sent waits until it is mended. */
    boolean isCut();

    /**
     * Has a frame that has arrived get in.
     *
     * @return 0 if it is in, otherwise in how many nanoseconds to try again, {@link #NEVER} to wait until something happens
     */
    long passNanos(int bytes);

    /** Returns whether a single datagram that has arrived gets in; it costs what it costs, and nothing waits for it. */
    boolean carriesDatagram(int bytes);

    /**
     * Takes note that the sender sends something: NATs keep the way back open, or make it anew.
     *
     * @return whether the way back was closed: what waits on it may get in now
     */
    boolean use();

    /** The same for the acknowledgement of what has arrived at the sender. */
    boolean acknowledge();

    /** Returns whether a word of the end of the sender gets through: that comes once, and nothing waits for it. */
    boolean carriesFarewell();

    /** Returns whether something besides the links between the two hosts lies on the way. */
    boolean isIndirect();
}
