package io.nodenet.sample.messenger.demo;

import io.nodenet.sample.messenger.MessengerApplication;
import io.nodenet.sample.messenger.client.MessengerClient;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a messenger in this process, asks it who it is and ends it, so that what ./demo needs is loaded once and can be archived. */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Rehearses, at free ports of the loopback interface.
     *
     * @param arguments the directory of the messenger, which is created
     */
    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        SpringApplication application = new SpringApplication(MessengerApplication.class);
        application.setMainApplicationClass(MessengerApplication.class);
        try (ConfigurableApplicationContext context = application.run(
                "--sample.name=Rehearsal",
                "--sample.directory=" + directory.toAbsolutePath(),
                "--server.port=0",
                "--nodenet.transport.quic.address=127.0.0.1",
                "--nodenet.network.difficulty=0")) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            if (!new MessengerClient("http://localhost:" + port).connect()) {
                throw new DemoException("The messenger did not answer at port " + port);
            }
        }
    }
}
