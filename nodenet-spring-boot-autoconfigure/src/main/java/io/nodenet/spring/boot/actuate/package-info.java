/** The endpoint and the info of a node. Imports the core and Boot's actuator. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.actuate;
