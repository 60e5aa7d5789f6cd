package io.nodenet.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads how many datagrams the kernel has dropped since their socket had no room; those of all UDP sockets that are open now. */
final class UdpDrops {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

    private UdpDrops() {}

    /** Returns the sum; 0 where the kernel does not tell. */
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
