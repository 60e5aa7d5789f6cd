/** Tests of the messenger. */
@NullMarked
package io.nodenet.sample.messenger;

import org.jspecify.annotations.NullMarked;
