/** The observations of sending and handling messages, and the conventions to customize them. Imports the core and Micrometer only. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.observation;
