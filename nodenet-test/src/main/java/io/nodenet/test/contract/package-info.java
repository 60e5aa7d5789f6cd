/**
 * The contract of every transport (docs/protocol/07, section 2), as a JUnit class to extend. May import {@code kad}, {@code address},
 * {@code identity}, {@code media} and {@code transport} of the core.
 */
@NullMarked
package io.nodenet.test.contract;

import org.jspecify.annotations.NullMarked;
