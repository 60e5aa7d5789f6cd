/** The shared parts of the samples: each is a program of one user with a page on localhost. */
@NullMarked
package io.nodenet.sample.common;

import org.jspecify.annotations.NullMarked;
