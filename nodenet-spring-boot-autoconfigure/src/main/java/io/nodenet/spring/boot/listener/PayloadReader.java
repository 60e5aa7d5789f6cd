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
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Makes payloads for parameters: converts them, and validates them where the parameter asks for that. */
final class PayloadReader {
    private final NodenetMessageConverter converter;
    private final Supplier<? extends @Nullable SmartValidator> validator;

    /**
     * Creates a reader.
     *
     * @param validator returns what validates, null if the application has nothing for that; asked for parameters that want it only
     */
    PayloadReader(NodenetMessageConverter converter, Supplier<? extends @Nullable SmartValidator> validator) {
        this.converter = converter;
        this.validator = validator;
    }

    /**
     * Returns what makes payloads of a type.
     *
     * @param parameter has the annotations
     * @throws io.nodenet.spring.boot.MessageConversionException if no payload can be converted to the type; the message names the remedy
     * @throws IllegalArgumentException if payloads of the type cannot be validated although they should be; the message names the remedy
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
            BeanPropertyBindingResult errors = new BeanPropertyBindingResult(payload, name);
            validates.validate(payload, errors, groups);
            if (errors.hasErrors()) {
                throw new InvalidPayloadException(errors);
            }
            return payload;
        };
    }

    /** Returns the groups of constraints that payloads have to comply with, empty for the default ones; null if they are not validated. */
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
            throw new IllegalArgumentException("its payload is to be validated and there is nothing that does it: add"
                    + " spring-boot-starter-validation, or define one SmartValidator bean");
        }
        return found;
    }
}
