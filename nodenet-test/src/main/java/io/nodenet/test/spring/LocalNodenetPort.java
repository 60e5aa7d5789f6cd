package io.nodenet.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Value;

/**
 * Injects the UDP port that the node of the application under test is bound to, as {@code @Value("${local.nodenet.port}")} does: for tests
 * with real sockets and {@code nodenet.transport.quic.port=0}. There is no such port before the node is running, nor in an in-memory
 * network.
 */
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("${" + LocalPortPropertySource.PROPERTY + "}")
public @interface LocalNodenetPort {}
