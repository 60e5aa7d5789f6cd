package io.nodenet.sample.common.contact;

import io.nodenet.kad.NodeId;
import io.nodenet.sample.common.text.TextRules;

/**
 * The user of this sample.
 *
 * @param id the NodeID
 * @param name the name in contact requests
 */
public record Profile(NodeId id, String name) {
    public Profile {
        if (!TextRules.isName(name)) {
            throw new IllegalArgumentException("sample.name must be one line of 1 to " + TextRules.MAX_NAME
                    + " visible characters, since contact requests carry it: choose another name");
        }
    }
}
