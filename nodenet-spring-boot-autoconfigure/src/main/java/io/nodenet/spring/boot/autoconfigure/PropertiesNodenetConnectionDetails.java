package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.AnchorEntry;
import java.util.ArrayList;
import java.util.List;

/** Takes the anchors from {@code nodenet.bootstrap}. */
final class PropertiesNodenetConnectionDetails implements NodenetConnectionDetails {
    private final List<AnchorEntry> entries = new ArrayList<>();

    PropertiesNodenetConnectionDetails(List<String> bootstrap) {
        for (int i = 0; i < bootstrap.size(); i++) {
            String entry = bootstrap.get(i);
            Settings.check("nodenet.bootstrap[" + i + "]", entry, () -> entries.add(AnchorEntry.parse(entry.strip())));
        }
    }

    @Override
    public List<AnchorEntry> bootstrap() {
        return List.copyOf(entries);
    }
}
