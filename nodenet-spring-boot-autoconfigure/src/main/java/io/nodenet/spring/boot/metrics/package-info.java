/** The meters of a node. Imports the core and Micrometer. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.metrics;
