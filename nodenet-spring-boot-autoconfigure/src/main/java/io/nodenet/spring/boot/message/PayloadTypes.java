package io.nodenet.spring.boot.message;

import java.lang.reflect.Modifier;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Names the types of payloads, as they travel in the header {@link NodenetHeaders#PAYLOAD_TYPE}. */
public final class PayloadTypes {
    private PayloadTypes() {}

    /** Returns whether payloads of a type travel with its name: not those of the JDK, whose names say nothing of what they hold. */
    public static boolean isNamed(Class<?> type) {
        return !type.isPrimitive() && !type.isArray() && !type.getName().startsWith("java.");
    }

    /**
     * Returns whether a declared type takes payloads that say what they are: those of its own name, or of any if it is of the JDK, or one whose subtypes are
     * what is sent.
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

    /** Returns the name of a type: that of its {@link NodenetPayload}, else its simple name. */
    public static String nameOf(Class<?> type) {
        NodenetPayload annotation = AnnotatedElementUtils.findMergedAnnotation(type, NodenetPayload.class);
        return annotation == null ? type.getSimpleName() : annotation.value();
    }
}
