/** A client of the HTTP interface and the WebSocket, for the demonstration, the laboratory and tests; plain JDK and JSON. */
@NullMarked
package io.nodenet.sample.call.client;

import org.jspecify.annotations.NullMarked;
