/** Application events about a node and its messages. Imports the core only. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.event;
