/** Tests of the page, in a browser. */
@NullMarked
package io.nodenet.sample.call.page;

import org.jspecify.annotations.NullMarked;
