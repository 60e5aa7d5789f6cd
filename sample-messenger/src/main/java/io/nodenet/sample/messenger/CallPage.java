package io.nodenet.sample.messenger;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * The address of the page of the call sample.
 *
 * @param address the address of that page, without a trailing slash; on this machine, because a link to it reveals whom the user calls
 */
public record CallPage(String address) {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    public CallPage {
        address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        if (!isOrigin(URI.create(address))) {
            throw new IllegalArgumentException(
                    "messenger.call-page must be the address of a page on this machine, such as http://localhost:8082");
        }
    }

    private static boolean isOrigin(URI uri) {
        String host = uri.getHost();
        return host != null
                && THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT))
                && uri.toString().equals("http://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
    }
}
