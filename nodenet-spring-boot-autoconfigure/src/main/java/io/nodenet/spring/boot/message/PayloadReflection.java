package io.nodenet.spring.boot.message;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.SimpleReflectiveProcessor;

/** Lets a native image convert payloads of a type. */
final class PayloadReflection extends SimpleReflectiveProcessor {
    private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

    @Override
    protected void registerTypeHint(ReflectionHints hints, Class<?> type) {
        bindings.registerReflectionHints(hints, type);
    }
}
