/** The headers in front of message payloads, by which applications distinguish kinds of messages. Imports the core. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.message;
