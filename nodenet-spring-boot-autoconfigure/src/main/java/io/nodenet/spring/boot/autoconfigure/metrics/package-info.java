/** Auto-configuration of the meters of a node, if Boot's module for them is on the class path. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.metrics;
