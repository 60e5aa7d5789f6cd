/** Auto-configuration of what sends and handles messages. */
@org.jspecify.annotations.NullMarked
package io.nodenet.spring.boot.autoconfigure.listener;
