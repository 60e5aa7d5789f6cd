/** A messenger with a web page: an application on a node that carries its messages without acknowledging them. */
@NullMarked
package io.nodenet.sample.messenger;

import org.jspecify.annotations.NullMarked;
