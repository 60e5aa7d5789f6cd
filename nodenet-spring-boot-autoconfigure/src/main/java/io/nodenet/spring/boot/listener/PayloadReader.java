package io.nodenet.spring.boot.listener;

import io.nodenet.spring.boot.InvalidPayloadException;
import io.nodenet.spring.boot.NodenetMessageConverter;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Converts payloads for parameters, and validates them if the parameter requests it. */
final class PayloadReader {
    private final NodenetMessageConverter converter;
    private final Supplier<? extends @Nullable SmartValidator> validator;

    /**
     * Creates a reader.
     *
     * @param validator returns the validator, null if the application has none; called only for parameters that need it
     */
    PayloadReader(NodenetMessageConverter converter, Supplier<? extends @Nullable SmartValidator> validator) {
        this.converter = converter;
        this.validator = validator;
    }

    /**
     * Returns a function that converts messages to payloads of a type.
     *
     * @param parameter the parameter with its annotations
     * @throws io.nodenet.spring.boot.MessageConversionException if no payload can be converted to the type; the message names the remedy
     * @throws IllegalArgumentException if payloads of the type cannot be validated although the parameter requires it; the message names
     *     the remedy
     */
    Argument of(MethodParameter parameter, ResolvableType type) {
        converter.checkType(type);
        Object[] groups = validationGroups(parameter);
        if (groups == null) {
            return message -> converter.fromMessage(message, type);
        }
        SmartValidator validates = validator(type);
        String name = type.toClass().getSimpleName();
        return message -> {
            Object payload = converter.fromMessage(message, type);
            PayloadErrors errors = new PayloadErrors(payload, name);
            validates.validate(payload, errors, groups);
            if (errors.hasErrors()) {
                throw new InvalidPayloadException(errors);
            }
            return payload;
        };
    }

    /** Returns the validation groups of payloads, empty for the default group; null if they are not validated. */
    private static Object @Nullable [] validationGroups(MethodParameter parameter) {
        for (Annotation annotation : parameter.getParameterAnnotations()) {
            Object[] groups = ValidationAnnotationUtils.determineValidationHints(annotation);
            if (groups != null) {
                return groups;
            }
        }
        return null;
    }

    private SmartValidator validator(ResolvableType type) {
        Class<?> wanted = type.toClass();
        if (wanted.isArray() || Collection.class.isAssignableFrom(wanted) || Map.class.isAssignableFrom(wanted)) {
            throw new IllegalArgumentException("the elements of a " + wanted.getSimpleName()
                    + " are not validated: declare a record that has it, with @Valid on the component");
        }
        SmartValidator found = validator.get();
        if (found == null) {
            throw new IllegalArgumentException("its payload requires validation, but there is no validator: add"
                    + " spring-boot-starter-validation, or define one SmartValidator bean");
        }
        return found;
    }
}
