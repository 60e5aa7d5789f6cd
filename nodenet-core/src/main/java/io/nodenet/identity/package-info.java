/**
 * Who a node is: the seed and the keys derived from it, signatures, sealed boxes, the hash that makes a key a NodeID, the seed file, and
 * files for the user alone (docs/protocol/01, section 2 and 03, section 7). May import {@code kad} and {@code wire}, and is one of the few
 * packages that may import Bouncy Castle.
 */
@NullMarked
package io.nodenet.identity;

import org.jspecify.annotations.NullMarked;
