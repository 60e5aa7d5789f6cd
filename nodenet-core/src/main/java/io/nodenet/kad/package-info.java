/**
 * The key space: NodeIDs, the XOR metric and bucket indexes (docs/protocol/01, section 1). Imports nothing of the project.
 */
@NullMarked
package io.nodenet.kad;

import org.jspecify.annotations.NullMarked;
