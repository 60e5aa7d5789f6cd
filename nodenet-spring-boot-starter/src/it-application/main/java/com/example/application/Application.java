package com.example.application;

import io.nodenet.node.Node;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import org.springframework.aot.AotDetector;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Sends itself a message and ends. */
@SpringBootApplication
public class Application {
    private final ConfigurableApplicationContext context;

    Application(ConfigurableApplicationContext context) {
        this.context = context;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Bean
    ApplicationRunner hello(NodenetTemplate nodenet) {
        return arguments -> nodenet.send(nodenet.id(), "hello");
    }

    @NodenetListener
    void on(String text) {
        System.out.println("heard " + text + " on Boot " + SpringBootVersion.getVersion() + ", Netty "
                + io.netty.util.Version.identify().get("netty-common").artifactVersion() + ", ahead of time: "
                + AotDetector.useGeneratedArtifacts() + ", at "
                + context.getBean(Node.class).endpoint().text());
        new Thread(context::close).start();
    }
}
