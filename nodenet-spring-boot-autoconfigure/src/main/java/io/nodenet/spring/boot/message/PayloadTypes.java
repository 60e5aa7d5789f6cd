package io.nodenet.spring.boot.message;

import java.lang.reflect.Modifier;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Determines the names of payload types for the header {@link NodenetHeaders#PAYLOAD_TYPE}. */
public final class PayloadTypes {
    private PayloadTypes() {}

    /** Returns whether payloads of a type travel with its name: not types of the JDK, whose names do not describe the content. */
    public static boolean isNamed(Class<?> type) {
        return !type.isPrimitive() && !type.isArray() && !type.getName().startsWith("java.");
    }

    /**
     * Returns whether a declared type accepts payloads with a type name: its own, or any if it is a type of the JDK or one whose subtypes
     * are sent.
     */
    public static boolean takes(Class<?> declared, String payloadType) {
        if (declared == String.class) {
            return false;
        }
        boolean isConcrete =
                !declared.isInterface() && !declared.isArray() && !Modifier.isAbstract(declared.getModifiers());
        boolean isNamed = AnnotatedElementUtils.hasAnnotation(declared, NodenetPayload.class)
                || (isConcrete && isNamed(declared));
        return !isNamed || payloadType.equals(nameOf(declared));
    }

    /** Returns the name of a type: the value of its {@link NodenetPayload}, otherwise its simple name. */
    public static String nameOf(Class<?> type) {
        NodenetPayload annotation = AnnotatedElementUtils.findMergedAnnotation(type, NodenetPayload.class);
        return annotation == null ? type.getSimpleName() : annotation.value();
    }
}
