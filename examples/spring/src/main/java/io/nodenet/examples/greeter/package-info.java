/** An application that greets whoever writes to it, and asks others. It may use everything that the starter brings. */
@NullMarked
package io.nodenet.examples.greeter;

import org.jspecify.annotations.NullMarked;
