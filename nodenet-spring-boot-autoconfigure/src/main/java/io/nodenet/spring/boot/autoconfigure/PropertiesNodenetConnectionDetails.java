package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.AnchorEntry;
import java.util.ArrayList;
import java.util.List;

/** Takes the anchors from {@code nodenet.anchors}. */
final class PropertiesNodenetConnectionDetails implements NodenetConnectionDetails {
    private final List<AnchorEntry> entries = new ArrayList<>();

    PropertiesNodenetConnectionDetails(List<String> anchors) {
        Settings.mapEach("nodenet.anchors", anchors, entry -> entries.add(AnchorEntry.parse(entry)));
    }

    @Override
    public List<AnchorEntry> anchors() {
        return List.copyOf(entries);
    }
}
