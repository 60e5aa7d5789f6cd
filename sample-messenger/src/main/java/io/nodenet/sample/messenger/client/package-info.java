/** A client of the HTTP interface, for the demonstration and for tests. */
@NullMarked
package io.nodenet.sample.messenger.client;

import org.jspecify.annotations.NullMarked;
