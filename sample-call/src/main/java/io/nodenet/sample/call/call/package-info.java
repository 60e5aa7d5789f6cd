/** What becomes of a call: state machines that are told the time, and do nothing themselves. */
@NullMarked
package io.nodenet.sample.call.call;

import org.jspecify.annotations.NullMarked;
