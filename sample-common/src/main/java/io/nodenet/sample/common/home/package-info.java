/** Where a sample keeps what is its user's, and what the user is called. */
@NullMarked
package io.nodenet.sample.common.home;

import org.jspecify.annotations.NullMarked;
