/** Rules for texts that may be stored, shown and sent. */
@NullMarked
package io.nodenet.sample.common.text;

import org.jspecify.annotations.NullMarked;
