/**
 * The bytes of a frame: outcomes, varints, frame headers and types, addresses (docs/protocol/01, sections 4 to 6 and 02, section
 * 1.1). May import {@code kad} and {@code address}, and Netty's buffers.
 *
 * <p>Decoders answer an {@link io.nodenet.wire.Outcome} or leave a {@link io.nodenet.wire.Cursor} failed; whatever the bytes, they
 * never throw, and they allocate nothing from a declared count before it was checked. Encoders never grow a buffer: one that is
 * too small is answered by {@code SHORT_BUFFER} and stays as it was.
 */
@NullMarked
package io.nodenet.wire;

import org.jspecify.annotations.NullMarked;
