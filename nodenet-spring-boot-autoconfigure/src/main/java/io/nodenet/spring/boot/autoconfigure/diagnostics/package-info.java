/** Explains why an application with a node does not start, and the remedy. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.diagnostics;
