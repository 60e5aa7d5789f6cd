package io.nodenet.sample.messenger.envelope;

import java.time.Instant;
import java.util.UUID;

/** A document from one messenger to another. The node has authenticated the sender. */
public sealed interface Envelope {
    /** The version of this protocol; an envelope of another one is dropped. */
    int VERSION = 1;

    /**
     * Requests to become a contact; repeated until an {@link Accept} arrives.
     *
     * @param name the name that the sender gives itself
     */
    record Request(String name) implements Envelope {}

    /** Reports that the receiver's request was accepted; repeated for each further request. */
    record Accept() implements Envelope {}

    /**
     * A message; repeated until an {@link Ack} covers it.
     *
     * @param id names the message, unique per sender
     * @param stream grows whenever the sender restarts its numbering
     * @param base the lowest sequence number that the sender has not seen acknowledged
     * @param sequence its place among the messages of the stream, from 1
     * @param text the text, see {@link TextRules}
     * @param sentAt the time of writing, by the sender's clock
     */
    record Message(UUID id, long stream, long base, long sequence, String text, Instant sentAt) implements Envelope {}

    /**
     * Acknowledges that every message of a stream up to a sequence number is in the receiver's database. Also sent periodically, as a sign
     * of life.
     *
     * @param stream the stream, 0 if none was seen
     * @param through the last sequence number, 0 for none
     */
    record Ack(long stream, long through) implements Envelope {}
}
