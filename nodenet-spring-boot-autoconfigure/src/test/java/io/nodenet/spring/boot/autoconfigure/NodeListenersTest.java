package io.nodenet.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.ReflexiveAddress;
import io.nodenet.node.NodeListener;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeListenersTest {
    private final List<ReflexiveAddress> heard = new ArrayList<>();

    @Test
    void everyKindOfEventIsPassedOn() {
        assertThat(NodeListeners.class.getDeclaredMethods())
                .extracting(Method::getName)
                .containsAll(Arrays.stream(NodeListener.class.getDeclaredMethods())
                        .map(Method::getName)
                        .toList());
    }

    @Test
    void listenerThatThrowsKeepsNothingFromTheOthers() {
        NodeListener listener = new NodeListener() {
            @Override
            public void onReflexiveAddress(ReflexiveAddress address) {
                heard.add(address);
                throw new IllegalStateException("thrown on purpose");
            }
        };

        new NodeListeners(List.of(listener, listener)).onReflexiveAddress(ReflexiveAddress.UNKNOWN);

        assertThat(heard).hasSize(2);
    }
}
