/**
 * Proof of work on NodeIDs: the test of the bits, and the search for a seed that passes it (docs/protocol/01, section 3). May
 * import {@code kad} and {@code identity}.
 */
@NullMarked
package io.nodenet.pow;

import org.jspecify.annotations.NullMarked;
