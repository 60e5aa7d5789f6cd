package io.nodenet.sample.call.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Serves the code of the page, and the tests of that code, from the class path. */
final class PageCodeServer implements AutoCloseable {
    private static final String TESTS = "/page/tests";

    private final HttpServer server;
    private final Path tests;

    /** Serves at a free port. */
    PageCodeServer() throws Exception {
        tests = Path.of(PageCodeServer.class.getResource("/page/harness.js").toURI())
                .getParent();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/page/index.html";
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = path.equals(TESTS) ? names() : read(path.startsWith("/page/") ? path : "/static" + path);
        exchange.getResponseHeaders().set("Content-Type", type(path));
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private byte[] names() throws IOException {
        try (Stream<Path> files = Files.list(tests)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .toList();
            return names.stream()
                    .collect(Collectors.joining("\",\"", "[\"", "\"]"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = PageCodeServer.class.getResourceAsStream(resource)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static String type(String path) {
        if (path.endsWith(".js")) {
            return "text/javascript; charset=utf-8";
        }
        return path.equals(TESTS) ? "application/json" : "text/html; charset=utf-8";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
