/** The documents in which two telephones agree on contacts and calls, and why one of them had no effect. */
@NullMarked
package io.nodenet.sample.call.signal;

import org.jspecify.annotations.NullMarked;
