/** The program behind ./demo: Alice, Bob and the anchor that both know. */
@NullMarked
package io.nodenet.sample.messenger.demo;

import org.jspecify.annotations.NullMarked;
