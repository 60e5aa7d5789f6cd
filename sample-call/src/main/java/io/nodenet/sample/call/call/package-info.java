/** The life of a call: state machines that receive the time as input and perform no I/O. */
@NullMarked
package io.nodenet.sample.call.call;

import org.jspecify.annotations.NullMarked;
