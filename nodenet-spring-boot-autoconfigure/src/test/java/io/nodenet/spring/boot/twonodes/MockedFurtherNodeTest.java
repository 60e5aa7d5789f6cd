package io.nodenet.spring.boot.twonodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import io.nodenet.node.SendResult;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** An application is tested with mocks in place of both its nodes, and without an identity. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "nodenet.identity.location=no-such-directory/none.seed",
            "nodenet.identity.create=false",
            "nodenet.nodes.office.identity.location=no-such-directory/none.seed",
            "nodenet.nodes.office.identity.create=false"
        })
class MockedFurtherNodeTest {
    private static final NodeId PEER = NodeId.parse("1".repeat(64));

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @NodenetListener(node = "office")
        void on(String text) {}
    }

    @MockitoBean("nodenetNode")
    private Node home;

    @MockitoBean
    @Qualifier("office")
    private Node office;

    @Autowired
    @Qualifier("office")
    private NodenetTemplate template;

    @Test
    void templateOfTheNodeSendsWithItsMock() {
        when(office.send(any(), any())).thenReturn(SendResult.FULL);

        assertThat(template.send(PEER, "hello")).isEqualTo(SendResult.FULL);
    }
}
