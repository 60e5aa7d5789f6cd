/**
 * What a media session does on every transport: rings and queues between the threads, the receive budget, counters, liveness, without sockets
 * (docs/protocol/05, sections 3, 5 to 9). May import {@code transport}, {@code media} and what those name.
 */
@NullMarked
package io.nodenet.transport.media;

import org.jspecify.annotations.NullMarked;
