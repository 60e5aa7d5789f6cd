/**
 * An application that greets every peer that writes to it, and sends requests to others. It may use everything that the starter includes.
 */
@NullMarked
package io.nodenet.examples.greeter;

import org.jspecify.annotations.NullMarked;
