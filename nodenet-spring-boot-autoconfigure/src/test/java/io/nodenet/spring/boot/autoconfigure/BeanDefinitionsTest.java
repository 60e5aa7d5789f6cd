package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.message.NodenetPayload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.type.MethodMetadata;
import org.springframework.javapoet.ClassName;
import org.springframework.messaging.Message;
import org.springframework.util.ReflectionUtils;

/** Which beans the starter defines, asked without making one, as Spring does ahead of time. */
class BeanDefinitionsTest {
    private static final String OF_THE_APPLICATION = "ofTheApplication";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @NodenetListener
        void on(String text, NodeId from) {}

        @NodenetListener
        CompletableFuture<Answer> on(Message<List<Question>> questions) {
            return CompletableFuture.completedFuture(new Answer(""));
        }
    }

    record Question(Part part) {}

    record Part(String text) {}

    record Answer(String text) {}

    /** No listener names it: it is sent only. */
    @NodenetPayload("sent.only")
    record Sent(String text) {}

    /**
     * A bean of the starter that an application can replace.
     *
     * @param type of which one bean is enough
     * @param name under which an application defines it
     */
    private record Replaceable(Class<?> type, String name) {}

    private static AnnotationConfigApplicationContext context() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of("management.endpoints.web.exposure.include=*").applyTo(context);
        context.register(Application.class);
        return context;
    }

    private static Map<String, Replaceable> replaceable() {
        Map<String, Replaceable> found = new TreeMap<>();
        try (AnnotationConfigApplicationContext context = context()) {
            context.refreshForAotProcessing(new RuntimeHints());
            ConfigurableListableBeanFactory beans = context.getBeanFactory();
            for (String name : beans.getBeanDefinitionNames()) {
                MethodMetadata method = beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition
                        ? definition.getFactoryMethodMetadata()
                        : null;
                if (method != null
                        && method.getDeclaringClassName().startsWith("io.nodenet.")
                        && method.isAnnotated(ConditionalOnMissingBean.class.getName())) {
                    var condition = method.getAnnotations().get(ConditionalOnMissingBean.class);
                    Class<?>[] types = condition.getClassArray("value");
                    String[] names = condition.getStringArray("name");
                    found.put(
                            name,
                            new Replaceable(
                                    types.length > 0 ? types[0] : beans.getType(name, false),
                                    names.length > 0 ? names[names.length - 1] : OF_THE_APPLICATION));
                }
            }
        }
        return found;
    }

    @TestFactory
    List<DynamicTest> eachBeanStandsBackForOneOfTheApplication() {
        Map<String, Replaceable> replaceable = replaceable();
        assertThat(replaceable.keySet())
                .containsExactly(
                        "nodenetConnectHistory",
                        "nodenetConnectMetrics",
                        "nodenetConnectionDetails",
                        "nodenetEndpoint",
                        "nodenetErrorHandler",
                        "nodenetFurtherNodeMetrics",
                        "nodenetHealthIndicator",
                        "nodenetHeldIdentity",
                        "nodenetIdentity",
                        "nodenetInfoContributor",
                        "nodenetJsonMapper",
                        "nodenetListenerContainer",
                        "nodenetListenerMetrics",
                        "nodenetListenersEndpoint",
                        "nodenetMediaMetrics",
                        "nodenetMessageConverter",
                        "nodenetMetrics",
                        "nodenetNode",
                        "nodenetNodeLifecycle",
                        "nodenetObservations",
                        "nodenetPeers",
                        "nodenetRequestMetrics",
                        "nodenetRequestTimer",
                        "nodenetSnapshotMetrics",
                        "nodenetSnapshots",
                        "nodenetTemplate",
                        "nodenetTransportFactory");
        return replaceable.entrySet().stream()
                .map(bean ->
                        DynamicTest.dynamicTest(bean.getKey(), () -> assertReplaced(bean.getKey(), bean.getValue())))
                .toList();
    }

    private static void assertReplaced(String name, Replaceable bean) {
        try (AnnotationConfigApplicationContext context = context()) {
            context.registerBeanDefinition(bean.name, new RootBeanDefinition(bean.type));
            context.refreshForAotProcessing(new RuntimeHints());

            assertThat(context.getBeanNamesForType(bean.type, true, false)).containsExactly(bean.name);
            assertThat(context.containsBeanDefinition(name)).isEqualTo(name.equals(bean.name));
        }
    }

    @Test
    void listenerMethodsCanBeCalledAndPayloadsConvertedInANativeImage() {
        try (AnnotationConfigApplicationContext context = context()) {
            DefaultGenerationContext generated = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get(Application.class)), new InMemoryGeneratedFiles());
            new ApplicationContextAotGenerator().processAheadOfTime(context, generated);

            assertThat(RuntimeHintsPredicates.reflection()
                            .onMethodInvocation(
                                    ReflectionUtils.findMethod(Application.class, "on", String.class, NodeId.class)))
                    .accepts(generated.getRuntimeHints());
            for (Class<?> payload : List.of(Question.class, Part.class, Answer.class, Sent.class)) {
                assertThat(RuntimeHintsPredicates.reflection()
                                .onType(payload)
                                .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                        .as(payload.getSimpleName())
                        .accepts(generated.getRuntimeHints());
            }
            assertThat(RuntimeHintsPredicates.reflection().onType(NodeId.class))
                    .as("what no converter looks into")
                    .rejects(generated.getRuntimeHints());
        }
    }
}
