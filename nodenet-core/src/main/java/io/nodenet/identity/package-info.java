/**
 * Who a node is: the seed and the keys derived from it, signatures, the hash that makes a key a NodeID, and the seed file
 * (docs/protocol/01, section 2). May import {@code kad}, and is one of the few packages that may import Bouncy Castle.
 */
@NullMarked
package io.nodenet.identity;

import org.jspecify.annotations.NullMarked;
