/** Tests of the telephone. */
@NullMarked
package io.nodenet.sample.call;

import org.jspecify.annotations.NullMarked;
