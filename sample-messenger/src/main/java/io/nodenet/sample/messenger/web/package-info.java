/** The page, its HTTP interface, and what keeps other pages away from both. */
@NullMarked
package io.nodenet.sample.messenger.web;

import org.jspecify.annotations.NullMarked;
