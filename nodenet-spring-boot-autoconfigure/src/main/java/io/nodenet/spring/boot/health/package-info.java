/** The health of a node. Imports the core and Boot's health. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.health;
