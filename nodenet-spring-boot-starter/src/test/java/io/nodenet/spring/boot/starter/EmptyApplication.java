package io.nodenet.spring.boot.starter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application without anything of its own, which ends once it has started, unless its property {@code stay} is set. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EmptyApplication {
    public static void main(String[] arguments) {
        ConfigurableApplicationContext context = SpringApplication.run(EmptyApplication.class, arguments);
        if (!context.getEnvironment().getProperty("stay", Boolean.class, false)) {
            context.close();
        }
    }
}
