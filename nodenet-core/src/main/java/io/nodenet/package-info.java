/**
 * The exceptions of the library, which everybody may import; this package imports nothing of its own.
 */
@NullMarked
package io.nodenet;

import org.jspecify.annotations.NullMarked;
