/** Builds a node from the properties of an application. Applications import nothing of this package. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure;
