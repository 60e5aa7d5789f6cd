/** Explains to a person why an application with a node does not start, and what to do. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.diagnostics;
