package io.nodenet.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** An application is tested with a mock in place of its node, and without an identity. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"nodenet.identity.location=no-such-directory/none.seed", "nodenet.identity.create=false"})
class MockedNodeTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @NodenetListener
        void on(String text) {}
    }

    @MockitoBean
    private Node node;

    @Autowired
    private NodenetTemplate template;

    @Test
    void templateSendsWithTheMock() {
        when(node.send(any(), any())).thenReturn(SendResult.FULL);

        assertThat(template.send(PEER, "hello")).isEqualTo(SendResult.FULL);
    }
}
