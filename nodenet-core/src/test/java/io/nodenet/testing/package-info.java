/**
 * What the tests of all modules share and shipped code never sees: the guard that turns a leaked buffer into a failed build. Imports
 * JUnit and Netty only.
 */
@NullMarked
package io.nodenet.testing;

import org.jspecify.annotations.NullMarked;
