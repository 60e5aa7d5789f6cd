/**
 * Addresses of nodes: endpoints, subnet keys, and which endpoints may be dialed (docs/protocol/02, section 1). Imports nothing of
 * the project.
 */
@NullMarked
package io.nodenet.address;

import org.jspecify.annotations.NullMarked;
