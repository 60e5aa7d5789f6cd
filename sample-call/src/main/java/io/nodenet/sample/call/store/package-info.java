/** The records of calls in the database. */
@NullMarked
package io.nodenet.sample.call.store;

import org.jspecify.annotations.NullMarked;
