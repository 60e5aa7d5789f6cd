/** A call between two telephones that have no browsers: for ./demo --check and the laboratory. */
@NullMarked
package io.nodenet.sample.call.demo;

import org.jspecify.annotations.NullMarked;
