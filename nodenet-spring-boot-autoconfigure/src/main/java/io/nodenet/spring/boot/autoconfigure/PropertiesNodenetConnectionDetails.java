package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.AnchorEntry;
import java.util.ArrayList;
import java.util.List;

/** Takes the anchors from {@code nodenet.anchors}. */
final class PropertiesNodenetConnectionDetails implements NodenetConnectionDetails {
    private final List<AnchorEntry> entries = new ArrayList<>();

    PropertiesNodenetConnectionDetails(List<String> anchors) {
        for (int i = 0; i < anchors.size(); i++) {
            String entry = anchors.get(i);
            Settings.check("nodenet.anchors[" + i + "]", entry, () -> entries.add(AnchorEntry.parse(entry.strip())));
        }
    }

    @Override
    public List<AnchorEntry> anchors() {
        return List.copyOf(entries);
    }
}
