/**
 * Tests of Spring Boot applications: the node of the application in an in-memory network, among simulated peers, with a clock that can be
 * advanced; and the port of a node with real sockets. The only package of this module that may import Spring and the starter.
 */
@NullMarked
package io.nodenet.test.spring;

import org.jspecify.annotations.NullMarked;
