/** Auto-configuration of the health of a node, if Boot's module for it is on the class path. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.health;
