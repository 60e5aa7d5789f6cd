package io.nodenet.spring.boot.autoconfigure;

import io.nodenet.fact.AnchorEntry;
import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/** The nodes by which the node joins its network; a bean of this type wins over {@code nodenet.bootstrap}. */
@FunctionalInterface
public interface NodenetConnectionDetails extends ConnectionDetails {
    /** Answers the anchors of the node, asked once for each start. */
    List<AnchorEntry> bootstrap();
}
