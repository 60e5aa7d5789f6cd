/** The documents by which two telephones agree on contacts and calls, and the reasons why one had no effect. */
@NullMarked
package io.nodenet.sample.call.signal;

import org.jspecify.annotations.NullMarked;
