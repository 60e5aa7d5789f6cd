package io.nodenet.sample.common.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of another origin that tries whatever a page can to use a sample, and tells in its title what came of it. */
public final class ForeignPage implements AutoCloseable {
    private static final String PAGE = """
            <!doctype html><title>trying</title><body><script>
            const target = "%s", id = "%s";
            const body = JSON.stringify({ id, name: "Intruder" });
            const frame = (allow) => new Promise((resolve, reject) => {
              const made = document.createElement("iframe");
              made.src = target + "/";
              made.allow = allow;
              made.onload = () => { try { resolve(made.contentWindow.document.title); } catch { reject(); } };
              document.body.append(made);
            });
            const tries = {
              read: () => fetch(target + "/api/self").then((r) => r.text()),
              chat: () => fetch(target + "/api/contacts").then((r) => r.text()),
              opaque: () => fetch(target + "/api/self", { mode: "no-cors" }).then((r) => r.text())
                .then((text) => { if (text === "") throw new Error(); }),
              change: () => fetch(target + "/api/contacts", { method: "POST", body, headers: { "Content-Type": "application/json" } })
                .then((r) => r.text()),
              simple: () => fetch(target + "/api/contacts", { method: "POST", body, mode: "no-cors" }).then(() => { throw new Error(); }),
              events: () => new Promise((resolve, reject) => {
                const events = new EventSource(target + "/api/events");
                events.onopen = resolve;
                events.onerror = () => { events.close(); reject(); };
              }),
              frame: () => frame(""),
              devices: () => frame("camera *; microphone *; display-capture *"),
              script: () => new Promise((resolve, reject) => {
                const script = document.createElement("script");
                script.src = target + "/api/self";
                script.onload = resolve;
                script.onerror = reject;
                document.body.append(script);
              }),
            };
            for (const path of [%s]) {
              tries["socket " + path] = () => new Promise((resolve, reject) => {
                const socket = new WebSocket(target.replace("http", "ws") + path);
                socket.onopen = resolve;
                socket.onerror = reject;
              });
            }
            (async () => {
              const worked = [];
              for (const [name, attempt] of Object.entries(tries)) {
                try { await attempt(); worked.push(name); } catch { /* kept away */ }
              }
              document.title = "worked: " + worked.join(" ");
            })();
            </script>
            """;

    private final HttpServer server;

    /**
     * Serves the page at a free port.
     *
     * @param target the address of the sample
     * @param id somebody whom it tries to make a contact
     * @param sockets the paths at which it tries to open a WebSocket
     */
    public ForeignPage(String target, String id, String... sockets) throws IOException {
        byte[] page = PAGE.formatted(
                        target,
                        id,
                        Stream.of(sockets).map(path -> '"' + path + '"').collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
