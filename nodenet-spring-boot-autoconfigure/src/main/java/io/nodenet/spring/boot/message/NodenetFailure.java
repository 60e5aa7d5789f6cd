package io.nodenet.spring.boot.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an exception whose message is meant for the peer whose request failed by it. Of other exceptions a peer learns the simple name of the class and
 * nothing else, because messages quote what is no stranger's business: paths, statements, addresses.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface NodenetFailure {}
