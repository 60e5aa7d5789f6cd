/** Programs that use the library and no framework, each small enough to be read at once. They may use everything that the library exports. */
@NullMarked
package io.nodenet.examples;

import org.jspecify.annotations.NullMarked;
