package io.nodenet.spring.boot.autoconfigure.listener;

import io.nodenet.spring.boot.message.NodenetPayload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.aot.ReflectiveProcessorAotContributionBuilder;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds the types of an application with the annotation {@link NodenetPayload}, for a native image that sends them, since no listener
 * refers to them.
 */
final class PayloadTypesAotProcessor implements BeanFactoryInitializationAotProcessor {
    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        if (!AutoConfigurationPackages.has(beans)) {
            return null;
        }
        List<Class<?>> types = new ArrayList<>();
        Scanner scanner = new Scanner();
        for (String name : AutoConfigurationPackages.get(beans)) {
            for (BeanDefinition found : scanner.findCandidateComponents(name)) {
                types.add(ClassUtils.resolveClassName(
                        String.valueOf(found.getBeanClassName()), beans.getBeanClassLoader()));
            }
        }
        return new ReflectiveProcessorAotContributionBuilder()
                .withClasses(types)
                .build();
    }

    /** Finds interfaces and nested types in addition to classes that could be beans. */
    private static final class Scanner extends ClassPathScanningCandidateComponentProvider {
        Scanner() {
            super(false);
            addIncludeFilter(new AnnotationTypeFilter(NodenetPayload.class));
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isIndependent();
        }
    }
}
