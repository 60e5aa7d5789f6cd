/** Audio and video calls with a web page: an application on the media sessions of a node. */
@NullMarked
package io.nodenet.sample.call;

import org.jspecify.annotations.NullMarked;
