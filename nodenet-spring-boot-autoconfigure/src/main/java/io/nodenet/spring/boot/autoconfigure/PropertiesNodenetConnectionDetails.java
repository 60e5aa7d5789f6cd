package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.transport.BootstrapEntry;
import java.util.ArrayList;
import java.util.List;

/** Takes the anchors from {@code nodenet.bootstrap}. */
final class PropertiesNodenetConnectionDetails implements NodenetConnectionDetails {
    private final List<BootstrapEntry> entries = new ArrayList<>();

    PropertiesNodenetConnectionDetails(List<String> bootstrap) {
        for (int i = 0; i < bootstrap.size(); i++) {
            String entry = bootstrap.get(i);
            Settings.check(
                    "nodenet.bootstrap[" + i + "]", entry, () -> entries.add(BootstrapEntry.parse(entry.strip())));
        }
    }

    @Override
    public List<BootstrapEntry> bootstrap() {
        return List.copyOf(entries);
    }
}
