package io.nodenet.sample.common.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends requests with headers that no HTTP client lets a program choose. */
public final class RawHttp {
    private static final int TIMEOUT_MILLIS = 20_000;

    private RawHttp() {}

    /** Sends one request and returns the whole response, headers and all. */
    public static String exchange(int port, String request, String body, String... headers) throws IOException {
        try (Socket socket = send(port, request, body, headers)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends the beginning of a request and returns the status, without waiting for more than that. */
    public static int statusAtOnce(int port, String request, String beginning, String... headers) throws IOException {
        try (Socket socket = send(port, request, beginning, headers)) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return status(reader.readLine());
        }
    }

    private static Socket send(int port, String request, String body, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** Returns the status of a response. */
    public static int status(String response) {
        return Integer.parseInt(response.split(" ", 3)[1]);
    }
}
