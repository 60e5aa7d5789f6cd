/** Builds a node from the properties of an application. Applications do not import this package. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure;
