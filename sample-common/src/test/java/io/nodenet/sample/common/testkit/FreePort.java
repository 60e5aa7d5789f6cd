package io.nodenet.sample.common.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports for programs that have to be told theirs. */
public final class FreePort {
    private FreePort() {}

    /** Returns a TCP port of 127.0.0.1 at which nobody listens. */
    public static int find() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }
}
