/**
 * Proof of work on NodeIDs: the test of the bits, and the search for a seed that passes it (docs/protocol/01, section 3). May
 * import {@code kad} and {@code identity}.
 *
 * <p>Keys are derived in variable time here and nowhere else, of seeds that nobody uses yet (docs/decisions/022).
 */
@NullMarked
package io.nodenet.pow;

import org.jspecify.annotations.NullMarked;
