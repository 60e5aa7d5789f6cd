package io.nodenet.spring.boot.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * Sets the name of a payload type on the wire: applications that communicate agree on this name rather than on class names. The default is
 * the simple name of the class.
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
