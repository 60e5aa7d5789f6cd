/**
 * Media sessions, as an application sees them: real-time datagrams and messages to one peer, beside the overlay (docs/protocol/05). May import
 * {@code kad}, {@code address}, {@code fact} and {@code metrics}; {@code transport} and what is above it may import it.
 */
@NullMarked
package io.nodenet.media;

import org.jspecify.annotations.NullMarked;
