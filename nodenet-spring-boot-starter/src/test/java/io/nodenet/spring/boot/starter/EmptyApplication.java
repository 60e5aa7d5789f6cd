package io.nodenet.spring.boot.starter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application without anything of its own, which ends once it has started. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EmptyApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(EmptyApplication.class, arguments).close();
    }
}
