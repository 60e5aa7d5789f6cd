/** Auto-configuration of the endpoint and the info contributor of a node, if Boot's module for them is on the class path. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.actuate;
