package io.nodenet.examples;

import io.nodenet.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/** A custom transport, which counts the dials of another one. */
public final class CountingTransport {
    private final AtomicLong dials = new AtomicLong();

    /** Returns the number of dials. */
    public long dials() {
        return dials.get();
    }

    /** Returns a transport that delegates to another one. */
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
