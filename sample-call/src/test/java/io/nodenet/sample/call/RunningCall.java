package io.nodenet.sample.call;

import io.nodenet.sample.call.client.CallClient;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application in this JVM, at a free port; started again over the same directory it is the same telephone. */
public final class RunningCall implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final CallClient client;

    private RunningCall(ConfigurableApplicationContext context, CallClient client) {
        this.context = context;
        this.client = client;
    }

    /** Starts a telephone whose identity and database are in a directory. */
    public static RunningCall start(String name, Path directory, String... options) throws InterruptedException {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--sample.name=" + name,
                                "--sample.directory=" + directory.resolve(name),
                                "--server.port=0",
                                "--nodenet.network.difficulty=0",
                                "--nodenet.transport.quic.address=127.0.0.1",
                                "--logging.level.root=warn",
                                "--spring.main.banner-mode=off"),
                        Stream.of(options))
                .toArray(String[]::new);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(CallApplication.class).run(arguments);
        CallClient client = new CallClient("http://localhost:" + port(context));
        if (!client.connect()) {
            context.close();
            throw new IllegalStateException(name + " does not answer");
        }
        return new RunningCall(context, client);
    }

    private static int port(ConfigurableApplicationContext context) {
        var server = ((WebServerApplicationContext) context).getWebServer();
        if (server == null) {
            throw new IllegalStateException("There is no web server");
        }
        return server.getPort();
    }

    public int port() {
        return port(context);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public CallClient client() {
        return client;
    }

    public String id() {
        return client.id();
    }

    @Override
    public void close() {
        context.close();
    }
}
