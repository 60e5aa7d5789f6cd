/**
 * What an operator would ask about a node that does not do as it should, answered from what the node and its host tell (docs/doctor.md). May
 * import {@code node}, {@code transport.quic} and what those name in public.
 */
@NullMarked
package io.nodenet.diagnosis;

import org.jspecify.annotations.NullMarked;
