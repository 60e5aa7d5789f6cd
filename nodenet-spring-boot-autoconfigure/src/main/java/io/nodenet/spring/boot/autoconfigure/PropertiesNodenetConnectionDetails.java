package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.ConfigurationException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.node.Node;
import java.util.ArrayList;
import java.util.List;

/** Takes the anchors from {@code nodenet.anchors}. */
final class PropertiesNodenetConnectionDetails implements NodenetConnectionDetails {
    private static final String PROPERTY = "nodenet.anchors";

    private final List<AnchorEntry> entries = new ArrayList<>();

    PropertiesNodenetConnectionDetails(List<String> anchors) {
        Settings.mapEach(PROPERTY, anchors, entry -> entries.add(AnchorEntry.parse(entry)));
        long nodes = entries.stream().map(AnchorEntry::id).distinct().count();
        if (nodes > Node.MAX_ANCHORS) {
            // not as an invalid value, which would show the whole list
            throw new ConfigurationException(PROPERTY + " names " + nodes + " nodes, but a node has at most "
                    + Node.MAX_ANCHORS + " anchors: remove some");
        }
    }

    @Override
    public List<AnchorEntry> anchors() {
        return List.copyOf(entries);
    }
}
