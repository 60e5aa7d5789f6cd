package io.nodenet.spring.boot.twonodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.node.EdgeAdmission;
import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetDeadLetterHandler;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetMessageHandler;
import io.nodenet.spring.boot.NodenetNodes;
import io.nodenet.spring.boot.NodenetOperations;
import io.nodenet.spring.boot.NodenetTemplate;
import io.nodenet.spring.boot.autoconfigure.FurtherNodes;
import io.nodenet.spring.boot.autoconfigure.NodenetAutoConfiguration;
import io.nodenet.spring.boot.autoconfigure.listener.NodenetListenerAutoConfiguration;
import io.nodenet.spring.boot.listener.NodenetListenerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.javapoet.ClassName;

/** What defines a further node, and what an application can put in its place. */
@ExtendWith(OutputCaptureExtension.class)
class FurtherNodesTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
            .withPropertyValues(
                    "nodenet.network.difficulty=0",
                    "nodenet.transport.quic.address=127.0.0.1",
                    "nodenet.identity.seed=" + "7".repeat(64));

    private final ApplicationContextRunner two = runner.withPropertyValues(
            "nodenet.nodes.office.network.difficulty=0",
            "nodenet.nodes.office.transport.quic.address=127.0.0.1",
            "nodenet.nodes.office.identity.seed=" + "8".repeat(64));

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "head-office", "2nd"})
    void nameThatIsNoneIsRefused(String name) {
        runner.withPropertyValues("nodenet.nodes." + name + ".auto-startup=false")
                .run(context -> assertThat(context)
                        .getFailure()
                        .extracting(FurtherNodesTest::cause)
                        .asString()
                        .contains("nodenet.nodes." + name));
    }

    @Test
    void valueThatIsRefusedIsNamedByItsWholeKey() {
        two.withPropertyValues("nodenet.nodes.office.listener.concurrency=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .extracting(FurtherNodesTest::cause)
                        .asString()
                        .contains("nodenet.nodes.office.listener.concurrency"));
    }

    @Test
    void misspeltKeyIsNamedWithTheNearestOneOfTheNode(CapturedOutput output) {
        two.withPropertyValues(
                        "nodenet.nodes.office.identity.sed=5ec3e7", "nodenet.nodes.office.peers.bob=" + "1".repeat(64))
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("'nodenet.nodes.office.identity.sed' is not a property")
                .contains("did you mean 'nodenet.nodes.office.identity.seed'?")
                .doesNotContain("'nodenet.nodes.office.peers.bob'")
                .doesNotContain("'nodenet.nodes.office.network.difficulty'");
    }

    @Test
    void nodeWithoutAnyPropertyIsRefused() {
        runner.withPropertyValues("nodenet.nodes.office.trnsport.quic.port=4243")
                .run(context -> assertThat(context)
                        .getFailure()
                        .extracting(FurtherNodesTest::cause)
                        .asString()
                        .contains("nodenet.nodes.office", "none of them is a property"));
    }

    static class Paused {
        @NodenetListener(id = "home")
        void atHome(String text) {}

        @NodenetListener(id = "office", node = "office")
        void atTheOffice(String text) {}
    }

    @Test
    void queueOfAListenerHoldsAsManyMessagesAsItsNodeAllows() {
        two.withBean(Paused.class)
                .withPropertyValues(
                        "nodenet.listener.max-pending-messages=2",
                        "nodenet.nodes.office.listener.max-pending-messages=4")
                .run(context -> {
                    NodenetListenerRegistry registry = context.getBean(NodenetListenerRegistry.class);
                    registry.pause("home");
                    registry.pause("office");
                    for (String name : List.of("default", "office")) {
                        Node node = context.getBean(NodenetNodes.class).get(name, Node.class);
                        for (int i = 0; i < 4; i++) {
                            node.send(node.id(), new byte[] {'x'});
                        }
                    }

                    Awaitility.await()
                            .untilAsserted(() -> assertThat(registry.status().values())
                                    .allSatisfy(status -> assertThat(status.pending() + status.dropped())
                                            .isEqualTo(4)));

                    assertThat(registry.status().get("home").pending()).isEqualTo(1);
                    assertThat(registry.status().get("office").pending()).isEqualTo(2);
                });
    }

    @Test
    void sizeOfTheQueuesOfANodeIsCheckedEvenWithoutListeners() {
        two.withPropertyValues("nodenet.nodes.office.listener.max-pending-messages=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .extracting(FurtherNodesTest::cause)
                        .asString()
                        .contains("nodenet.nodes.office.listener.max-pending-messages"));
    }

    static class Lost {
        @NodenetListener(node = "nowhere")
        void on(String text) {}
    }

    @Test
    void listenerOfANodeThatThereIsNotIsRefused() {
        two.withBean(Lost.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("Lost.on")
                        .hasMessageContaining("No node is named \"nowhere\"")
                        .hasMessageContaining("default, office"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Below {
        final Set<String> handled = ConcurrentHashMap.newKeySet();

        @Bean
        NodenetMessageHandler home() {
            return message -> handled.add("home handles what is for " + message.text());
        }

        @Bean(defaultCandidate = false)
        @Qualifier("office")
        NodenetMessageHandler office() {
            return message -> handled.add("office handles what is for " + message.text());
        }
    }

    @Test
    void handlersOfAChildContextBelongToTheSameNodesAsThoseOfItsParent() {
        two.run(context -> {
            try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
                child.setParent(context);
                child.register(Below.class);
                child.refresh();
                context.getBean(NodenetTemplate.class)
                        .send(context.getBean(Node.class).id(), "home");
                NodenetTemplate office = context.getBean(NodenetNodes.class).get("office", NodenetTemplate.class);
                office.send(office.id(), "office");

                Set<String> handled = child.getBean(Below.class).handled;
                Awaitility.await()
                        .untilAsserted(() -> assertThat(handled)
                                .containsExactlyInAnyOrder(
                                        "home handles what is for home", "office handles what is for office"));
            }
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Gates {
        final Set<String> asked = ConcurrentHashMap.newKeySet();

        @Bean
        EdgeAdmission all() {
            return (peer, outbound) -> {
                asked.add("all, " + (outbound ? "outbound" : "inbound"));
                return true;
            };
        }

        @Bean(defaultCandidate = false)
        @Qualifier("office")
        EdgeAdmission office() {
            return (peer, outbound) -> {
                asked.add("office, " + (outbound ? "outbound" : "inbound"));
                return true;
            };
        }
    }

    @Test
    void policyIsAskedForAllNodesAndAQualifiedOneForItsNodeOnly() {
        two.withUserConfiguration(Gates.class).run(context -> {
            Node office = context.getBean(NodenetNodes.class).get("office", Node.class);
            context.getBean(Node.class)
                    .addAnchor(AnchorEntry.parse(office.id() + "@127.0.0.1:"
                            + office.endpoint().toSocketAddress().getPort()));
            Awaitility.await()
                    .until(() -> !office.snapshot().connectivity().edges().isEmpty());

            assertThat(context.getBean(Gates.class).asked)
                    .containsExactlyInAnyOrder("all, outbound", "all, inbound", "office, inbound");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class DeadLetters {
        final Set<String> dead = ConcurrentHashMap.newKeySet();

        @Bean
        NodenetDeadLetterHandler all() {
            return (message, outcome) -> dead.add("all " + message.text());
        }

        @Bean(defaultCandidate = false)
        @Qualifier("office")
        NodenetDeadLetterHandler office() {
            return (message, outcome) -> dead.add("office " + message.text());
        }

        @NodenetListener(types = "unheard-of")
        void atHome(String text) {}

        @NodenetListener(types = "unheard-of", node = "office")
        void atTheOffice(String text) {}
    }

    @Test
    void qualifiedBeanTakesThePlaceOfTheOneForAllNodes() {
        two.withUserConfiguration(DeadLetters.class).run(context -> {
            for (String name : List.of("default", "office")) {
                Node node = context.getBean(NodenetNodes.class).get(name, Node.class);
                node.send(node.id(), new byte[] {'x'});
            }

            Set<String> dead = context.getBean(DeadLetters.class).dead;
            Awaitility.await().untilAsserted(() -> assertThat(dead).containsExactlyInAnyOrder("all x", "office x"));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOfficeNode {
        @Bean(defaultCandidate = false)
        @Qualifier("office")
        Node officeNode() {
            return mock(Node.class);
        }

        @Bean(defaultCandidate = false)
        @Qualifier("office")
        NodenetOperations officeTemplate() {
            return mock(NodenetOperations.class);
        }
    }

    @Test
    void nodeAndTemplateOfTheApplicationAreTheOnlyOnesOfTheirName() {
        runner.withUserConfiguration(OwnOfficeNode.class)
                .withPropertyValues(
                        "nodenet.nodes.office.identity.location=no-such-directory/none.seed",
                        "nodenet.nodes.office.identity.create=false")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeanNamesForType(Node.class))
                            .containsExactlyInAnyOrder("nodenetNode", "officeNode");
                    assertThat(context.getBeanNamesForType(NodenetOperations.class))
                            .containsExactlyInAnyOrder("nodenetTemplate", "officeTemplate");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOfficeIdentity {
        @Bean(defaultCandidate = false)
        @Qualifier("office")
        Identity officeIdentity() {
            return Identity.generate();
        }
    }

    @Test
    void identityOfTheApplicationIsThatOfItsNode() {
        runner.withUserConfiguration(OwnOfficeIdentity.class)
                .withPropertyValues(
                        "nodenet.nodes.office.network.difficulty=0",
                        "nodenet.nodes.office.transport.quic.address=127.0.0.1")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(NodenetNodes.class)
                                    .get("office", Node.class)
                                    .id())
                            .isEqualTo(context.getBean("officeIdentity", Identity.class)
                                    .nodeId());
                    assertThat(context.getBean(Node.class).id())
                            .isNotEqualTo(context.getBean("officeIdentity", Identity.class)
                                    .nodeId());
                });
    }

    @Test
    void severalNodesOfTheApplicationOfWhichNoneIsTheFirstAreLeftAlone() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
                .withBean("one", Node.class, () -> mock(Node.class))
                .withBean("other", Node.class, () -> mock(Node.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(NodenetTemplate.class));
    }

    @Test
    void serviceOfKubernetesIsNoNode() {
        Map<String, Object> variables = Map.of(
                "NODENET_NODES_SERVICE_HOST", "10.0.0.1",
                "NODENET_NODES_SERVICE_PORT", "4242",
                "NODENET_NODES_SERVICE_PORT_QUIC", "4242",
                "NODENET_NODES_PORT", "udp://10.0.0.1:4242",
                "NODENET_NODES_PORT_4242_UDP", "udp://10.0.0.1:4242",
                "NODENET_NODES_PORT_4242_UDP_ADDR", "10.0.0.1",
                "NODENET_NODES_OFFICE_NETWORK_DIFFICULTY", "0");
        String environment = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        two.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(environment, new SystemEnvironmentPropertySource(environment, variables)))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(FurtherNodes.names(context.getEnvironment())).containsExactly("office");
                });
    }

    @Test
    void nodeMayBeNamedAsAPartOfAServiceIs() {
        runner.withPropertyValues(
                        "nodenet.nodes.port.network.difficulty=0",
                        "nodenet.nodes.port.transport.quic.address=127.0.0.1",
                        "nodenet.nodes.port.identity.seed=" + "8".repeat(64))
                .run(context ->
                        assertThat(FurtherNodes.names(context.getEnvironment())).containsExactly("port"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnNodes {
        @Bean
        @Primary
        Node one() {
            return mock(Node.class);
        }

        @Bean
        Node other() {
            return mock(Node.class);
        }
    }

    @Test
    void primaryNodeOfTheApplicationIsTheFirst() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(NodenetAutoConfiguration.class, NodenetListenerAutoConfiguration.class))
                .withUserConfiguration(OwnNodes.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(NodenetTemplate.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void beansOfAFurtherNodeCanBeDefinedAheadOfTime() throws Exception {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of("nodenet.nodes.office.network.difficulty=0").applyTo(context);
            context.register(Application.class);
            DefaultGenerationContext generated =
                    new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(Application.class)), files);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
            generated.writeGeneratedContent();
        }
        List<String> sources = new ArrayList<>();
        for (String file : files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet()) {
            sources.add(files.getGeneratedFileContent(GeneratedFiles.Kind.SOURCE, file));
        }

        String all = String.join("\n", sources);
        for (String bean : List.of("nodenetNode-office", "nodenetTemplate-office", "nodenetListenerContainer-office")) {
            assertThat(all).contains("\"" + bean + "\"");
        }
        assertThat(all).contains("setDefaultCandidate(false)").contains("addQualifier(");
    }
}
