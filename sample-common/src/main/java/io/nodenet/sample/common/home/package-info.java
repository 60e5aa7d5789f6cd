/** The private data of a sample's user, and the user's name. */
@NullMarked
package io.nodenet.sample.common.home;

import org.jspecify.annotations.NullMarked;
