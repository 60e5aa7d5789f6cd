/** What stands in front of the payloads of messages, by which applications tell their kinds apart. Imports the core. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.message;
