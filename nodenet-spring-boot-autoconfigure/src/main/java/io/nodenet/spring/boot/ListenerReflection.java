package io.nodenet.spring.boot;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.SimpleReflectiveProcessor;
import org.springframework.core.ResolvableType;

/** Lets a native image call listener methods and convert their payloads and return values. */
final class ListenerReflection extends SimpleReflectiveProcessor {
    /** Packages whose types no converter inspects; their type arguments are still registered. */
    private static final List<String> OTHERS =
            List.of("java.", "jakarta.", "org.springframework.", "reactor.", "io.nodenet.kad.", "io.nodenet.node.");

    private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

    @Override
    protected void registerMethodHint(ReflectionHints hints, Method method) {
        super.registerMethodHint(hints, method);
        for (int i = 0; i < method.getParameterCount(); i++) {
            register(hints, ResolvableType.forMethodParameter(method, i));
        }
        register(hints, ResolvableType.forMethodReturnType(method));
    }

    private void register(ReflectionHints hints, ResolvableType type) {
        Class<?> held = type.toClass();
        if (type.isArray()) {
            register(hints, type.getComponentType());
        } else if (held.isPrimitive() || OTHERS.stream().anyMatch(held.getName()::startsWith)) {
            Arrays.stream(type.getGenerics()).forEach(generic -> register(hints, generic));
        } else {
            bindings.registerReflectionHints(hints, type.getType());
        }
    }
}
