package io.nodenet.spring.boot.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an exception whose message may be sent to the peer whose request it failed. For other exceptions a peer receives only the simple
 * name of the class, because messages may contain internal details: paths, statements, addresses.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface NodenetFailure {}
