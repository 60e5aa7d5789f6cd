package io.nodenet.sample.call;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the telephone: a node, a database and a page on localhost. */
@SpringBootApplication(scanBasePackages = "io.nodenet.sample")
@ConfigurationPropertiesScan("io.nodenet.sample")
public class CallApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(CallApplication.class, arguments);
    }
}
