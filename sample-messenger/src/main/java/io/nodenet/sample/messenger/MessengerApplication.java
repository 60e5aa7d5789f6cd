package io.nodenet.sample.messenger;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the messenger: a node, a database and a page on localhost. */
@SpringBootApplication(scanBasePackages = "io.nodenet.sample")
@ConfigurationPropertiesScan("io.nodenet.sample")
public class MessengerApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(MessengerApplication.class, arguments);
    }
}
