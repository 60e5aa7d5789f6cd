/** JUnit extensions for seeded tests; imports nothing of the core. */
@NullMarked
package io.nodenet.test.junit;

import org.jspecify.annotations.NullMarked;
