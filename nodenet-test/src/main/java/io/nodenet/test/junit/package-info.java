/** JUnit extensions for seeded tests; does not import the core. */
@NullMarked
package io.nodenet.test.junit;

import org.jspecify.annotations.NullMarked;
