/** The HTTP interface of the page, and the WebSocket of its media. */
@NullMarked
package io.nodenet.sample.call.web;

import org.jspecify.annotations.NullMarked;
