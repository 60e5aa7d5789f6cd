/**
 * Tests of Spring Boot applications: the node of the application in a network in memory, among simulated peers, in a time that can be set
 * ahead; and the port of a node with real sockets. The only package of this module that may import Spring and the starter.
 */
@NullMarked
package io.nodenet.test.spring;

import org.jspecify.annotations.NullMarked;
