/** An application whose users, those of Spring Security, are the peers that it connects to and takes calls of. It may use everything that the starter brings. */
@NullMarked
package io.nodenet.examples.users;

import org.jspecify.annotations.NullMarked;
