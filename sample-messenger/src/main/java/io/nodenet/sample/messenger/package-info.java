/** A messenger with a web page: what an application does with a node that carries its messages but acknowledges none of them. */
@NullMarked
package io.nodenet.sample.messenger;

import org.jspecify.annotations.NullMarked;
