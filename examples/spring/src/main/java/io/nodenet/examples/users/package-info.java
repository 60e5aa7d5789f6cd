/**
 * An application whose Spring Security users are the peers that it connects to and accepts calls from. It may use everything that the
 * starter includes.
 */
@NullMarked
package io.nodenet.examples.users;

import org.jspecify.annotations.NullMarked;
