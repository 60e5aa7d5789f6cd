/** Auto-configuration of the health of a node, where Boot's module for that is on the class path. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.health;
