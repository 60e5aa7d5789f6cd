/**
 * The API of a Spring Boot application for its node: sending, listeners, converters and callbacks. May import the core and Spring, but not
 * the auto-configuration.
 */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot;
