package io.nodenet.spring.boot.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Names a type of payloads as it travels: applications that talk to each other agree on this name, not on the names of their classes. Without it the
 * simple name of the class travels.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Reflective(PayloadReflection.class)
public @interface NodenetPayload {
    /** The name, at most {@value NodenetHeaders#MAX_VALUE_BYTES} bytes; for example {@code chat.line}. */
    String value();
}
