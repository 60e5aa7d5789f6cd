/** Admits only the sample's own page to its HTTP interface, with Spring Security and without a login. */
@NullMarked
package io.nodenet.sample.common.access;

import org.jspecify.annotations.NullMarked;
