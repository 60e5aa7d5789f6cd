/** Auto-configuration of sending and handling messages. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.listener;
