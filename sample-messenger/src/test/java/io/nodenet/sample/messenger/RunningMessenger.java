package io.nodenet.sample.messenger;

import io.nodenet.sample.messenger.client.MessengerClient;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole application in this JVM, at a free port; started again over the same directory it is the same messenger. */
public final class RunningMessenger implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final MessengerClient client;

    private RunningMessenger(ConfigurableApplicationContext context, MessengerClient client) {
        this.context = context;
        this.client = client;
    }

    /** Starts a messenger whose identity and database are in a directory. */
    public static RunningMessenger start(String name, Path directory, String... options) throws InterruptedException {
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
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(MessengerApplication.class).run(arguments);
        MessengerClient client = new MessengerClient("http://localhost:" + port(context));
        if (!client.connect()) {
            context.close();
            throw new IllegalStateException(name + " does not answer");
        }
        return new RunningMessenger(context, client);
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

    public MessengerClient client() {
        return client;
    }

    public String id() {
        return client.id();
    }

    /** The texts that the other one wrote, as this one shows them. */
    public List<String> heardFrom(RunningMessenger other) {
        return client.messagesSince(other.id(), 0).stream()
                .filter(message -> !message.path("outgoing").asBoolean())
                .map(message -> message.path("text").asString())
                .toList();
    }

    /** The states of what this one wrote, in the order of the last changes. */
    public List<String> statesTo(RunningMessenger other) {
        return statesTo(other.id());
    }

    List<String> statesTo(String id) {
        return client.messagesSince(id, 0).stream()
                .filter(message -> message.path("outgoing").asBoolean())
                .map((JsonNode message) -> message.path("state").asString())
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
