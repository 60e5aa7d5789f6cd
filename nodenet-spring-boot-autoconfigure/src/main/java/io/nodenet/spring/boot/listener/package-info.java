/** Passes inbound messages to the methods and beans of an application. Imports the API above it, the core and Spring. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.listener;
