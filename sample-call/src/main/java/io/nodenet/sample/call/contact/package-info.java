/** The contacts that may call and be called. */
@NullMarked
package io.nodenet.sample.call.contact;

import org.jspecify.annotations.NullMarked;
