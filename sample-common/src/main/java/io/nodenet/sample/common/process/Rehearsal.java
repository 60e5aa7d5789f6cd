package io.nodenet.sample.common.process;

import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a sample in this process, queries it and ends it, so that the classes that ./demo needs are loaded once and can be archived. */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Rehearses, at free ports of the loopback interface.
     *
     * @param arguments the class of the sample, and its directory, which is created
     */
    public static void main(String[] arguments) throws ClassNotFoundException, InterruptedException {
        Class<?> sample = Class.forName(arguments[0]);
        Path directory = Path.of(arguments[1]);
        SpringApplication application = new SpringApplication(sample);
        application.setMainApplicationClass(sample);
        try (ConfigurableApplicationContext context = application.run(
                "--sample.name=Rehearsal",
                "--sample.directory=" + directory.toAbsolutePath(),
                "--server.port=0",
                "--nodenet.transport.quic.address=127.0.0.1",
                "--nodenet.network.difficulty=0")) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            if (!new SampleClient("http://localhost:" + port).connect()) {
                throw new ProcessException("The sample did not answer at port " + port);
            }
        }
    }
}
