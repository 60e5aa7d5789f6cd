package io.nodenet.sample.messenger.envelope;

import java.time.Instant;
import java.util.UUID;

/** What one messenger says to another. The node has authenticated who says it. */
public sealed interface Envelope {
    /** The version of this protocol; an envelope of another one is dropped. */
    int VERSION = 1;

    /**
     * Asks to be taken as a contact; repeated until an {@link Accept} comes.
     *
     * @param name what the sender calls itself
     */
    record Request(String name) implements Envelope {}

    /** Says that the receiver's request was accepted; said again for each further request. */
    record Accept() implements Envelope {}

    /**
     * A message; repeated until an {@link Ack} covers it.
     *
     * @param id names the message, unique per sender
     * @param stream grows whenever the sender starts to count again
     * @param base the lowest sequence number that the sender has not seen acknowledged
     * @param sequence its place among the messages of the stream, from 1
     * @param text what was written, see {@link TextRules}
     * @param sentAt when it was written, by the sender's clock
     */
    record Message(UUID id, long stream, long base, long sequence, String text, Instant sentAt) implements Envelope {}

    /**
     * Says that every message of a stream up to a sequence number is in the receiver's database. Also said from time to time without
     * cause, as a sign of life.
     *
     * @param stream the stream, 0 if none was seen
     * @param through the last sequence number, 0 for none
     */
    record Ack(long stream, long through) implements Envelope {}
}
