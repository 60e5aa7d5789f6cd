/** The endpoint and the info contributor of a node. Imports the core and Boot's actuator. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.actuate;
