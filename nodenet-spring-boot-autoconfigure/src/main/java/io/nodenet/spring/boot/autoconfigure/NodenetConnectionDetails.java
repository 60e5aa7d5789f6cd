package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.AnchorEntry;
import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/** The anchors through which a node joins its network. A bean of this type takes precedence over {@code nodenet.anchors}. */
@FunctionalInterface
public interface NodenetConnectionDetails extends ConnectionDetails {
    /** Returns the anchors of the node. Called once for each start. */
    List<AnchorEntry> anchors();
}
