/**
 * What a Spring Boot application uses of its node: sending, listeners, converters and callbacks. May import the core and Spring, nothing
 * of the auto-configuration.
 */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot;
