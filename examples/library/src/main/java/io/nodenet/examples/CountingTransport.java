package io.nodenet.examples;

import io.nodenet.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/** A transport of one's own, which counts how often another one dials. */
public final class CountingTransport {
    private final AtomicLong dials = new AtomicLong();

    /** Returns how many dials there were. */
    public long dials() {
        return dials.get();
    }

    /** Returns a transport that does what another one does. */
    public Transport around(Transport transport) {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("dial")) {
                        dials.incrementAndGet();
                    }
                    try {
                        return method.invoke(transport, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
