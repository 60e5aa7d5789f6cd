/** The page, its HTTP interface, and the protection of both from other pages. */
@NullMarked
package io.nodenet.sample.messenger.web;

import org.jspecify.annotations.NullMarked;
