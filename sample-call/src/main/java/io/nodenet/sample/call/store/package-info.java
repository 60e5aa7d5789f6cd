/** What the database keeps of calls. */
@NullMarked
package io.nodenet.sample.call.store;

import org.jspecify.annotations.NullMarked;
