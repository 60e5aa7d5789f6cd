package io.nodenet.transport.memory;

import io.nodenet.address.IpPort;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Translates the UDP endpoints of one host as a NAT of a kind does (RFC 4787): what it sends makes mappings and opens filters, what is sent to
 * it passes them or not.
 *
 * <p>A mapping, and a hole in its filter, ends when nothing was sent through it for the timeout; what comes in does not prolong it. Ended
 * ones are forgotten when a new one is made, so what is kept is bounded by what the host sends within a timeout. Belongs to the thread that
 * lets time pass.
 */
final class Nat implements AddressTranslation {
    private static final int FIRST_PORT = 1_024;
    private static final int LAST_PORT = IpPort.MAX_PORT;

    private final NatProfile profile;
    private final RandomGenerator random;
    private final long timeoutNanos;
    private final Map<Flow, Mapping> byFlow = new HashMap<>();
    private final Map<Integer, Mapping> byPort = new HashMap<>();
    private final byte[] address;
    private int lastPort;

    /** What has one mapping: a port of the host, and the part of the destination that matters. */
    private record Flow(int insidePort, Object destination) {}

    /** One external port, and where the host has sent to from there. */
    private final class Mapping {
        final int insidePort;
        final int port;
        /** When the host has sent last to each remote that the filter tells apart. */
        final Map<Object, Long> sentNanos = new HashMap<>();

        long usedNanos;

        Mapping(int insidePort, int port) {
            this.insidePort = insidePort;
            this.port = port;
        }

        void use(IpPort destination, long nowNanos) {
            usedNanos = nowNanos;
            if (sentNanos.put(profile.filtering().relevantPart(destination), nowNanos) == null) {
                sentNanos.values().removeIf(at -> isOver(at, nowNanos));
            }
        }

        boolean admits(IpPort source, long nowNanos) {
            Long sent = sentNanos.get(profile.filtering().relevantPart(source));
            return sent != null && !isOver(sent, nowNanos);
        }
    }

    /**
     * Creates a NAT without mappings.
     *
     * @param address its external IP address
     * @param random chooses ports, for kinds that do not preserve them
     */
    Nat(NatProfile profile, byte[] address, Duration timeout, RandomGenerator random) {
        this.profile = profile;
        this.address = address.clone();
        this.timeoutNanos = timeout.toNanos();
        this.random = random;
    }

    @Override
    public @Nullable IpPort outbound(IpPort inside, IpPort destination, long nowNanos) {
        if (profile == NatProfile.UDP_BLOCKED) {
            return null;
        }
        Flow flow = new Flow(inside.port(), profile.mapping().relevantPart(destination));
        Mapping mapping = byFlow.get(flow);
        if (mapping != null && isOver(mapping.usedNanos, nowNanos)) {
            mapping = null;
        }
        if (mapping == null) {
            forget(nowNanos);
            mapping = new Mapping(inside.port(), choosePort(inside.port()));
            byFlow.put(flow, mapping);
            byPort.put(mapping.port, mapping);
        }
        mapping.use(destination, nowNanos);
        return IpPort.of(address, "", mapping.port);
    }

    @Override
    public boolean admits(IpPort source, int port, long nowNanos) {
        Mapping mapping = byPort.get(port);
        return mapping != null && !isOver(mapping.usedNanos, nowNanos) && mapping.admits(source, nowNanos);
    }

    @Override
    public int insidePort(int port) {
        Mapping mapping = byPort.get(port);
        return mapping == null ? -1 : mapping.insidePort;
    }

    @Override
    public void flush() {
        byFlow.clear();
        byPort.clear();
    }

    /** Returns how many mappings are kept. */
    int mappings() {
        return byPort.size();
    }

    private void forget(long nowNanos) {
        for (Iterator<Mapping> each = byFlow.values().iterator(); each.hasNext(); ) {
            Mapping mapping = each.next();
            if (isOver(mapping.usedNanos, nowNanos)) {
                byPort.remove(mapping.port);
                each.remove();
            }
        }
    }

    private int choosePort(int insidePort) {
        int port =
                switch (profile.ports()) {
                    case PRESERVED -> insidePort;
                    case RANDOM -> random.nextInt(FIRST_PORT, LAST_PORT + 1);
                    case SEQUENTIAL -> lastPort == 0 ? random.nextInt(FIRST_PORT, LAST_PORT + 1) : lastPort + 1;
                };
        while (port > LAST_PORT || byPort.containsKey(port)) {
            port = port >= LAST_PORT ? FIRST_PORT : port + 1;
        }
        lastPort = port;
        return port;
    }

    private boolean isOver(long sinceNanos, long nowNanos) {
        return nowNanos - sinceNanos >= timeoutNanos;
    }
}
