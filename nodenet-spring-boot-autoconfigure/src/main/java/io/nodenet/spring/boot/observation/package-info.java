/** What is observed of sending and handling messages, and how an application changes its names. Imports the core and Micrometer only. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.observation;
