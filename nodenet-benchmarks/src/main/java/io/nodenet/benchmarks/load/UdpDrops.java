package io.nodenet.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the number of datagrams that the kernel has dropped because their socket had no room, for all currently open UDP sockets. */
final class UdpDrops {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private UdpDrops() {}

    /** Returns the sum; 0 if the kernel does not report it. */
    static long total() throws IOException {
        long drops = 0;
        for (Path table : TABLES) {
            if (Files.isReadable(table)) {
                drops += Files.readAllLines(table).stream()
                        .skip(1)
                        .mapToLong(UdpDrops::lastColumn)
                        .sum();
            }
        }
        return drops;
    }

    private static long lastColumn(String line) {
        String trimmed = line.trim();
        return Long.parseLong(trimmed.substring(trimmed.lastIndexOf(" ") + 1));
    }
}
