package io.nodenet.examples.greeter;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetOperations;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Greets each peer that introduces itself. */
@SpringBootApplication(proxyBeanMethods = false)
public class GreeterApplication {
    record Introduction(String name) {}

    record Greeting(String text) {}

    private final NodenetOperations nodenet;

    GreeterApplication(NodenetOperations nodenet) {
        this.nodenet = nodenet;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(GreeterApplication.class, arguments);
    }

    @NodenetListener
    void on(Introduction introduction, NodeId from) {
        nodenet.send(from, new Greeting("Hello, " + introduction.name()));
    }
}
