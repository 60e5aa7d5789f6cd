package io.nodenet.spring.boot.observation;

import io.micrometer.common.KeyValues;
import io.nodenet.media.MediaSession;
import io.nodenet.metrics.Labels;

/** Names the observations of calls as {@link NodenetObservation#CALL} documents. */
public class DefaultNodenetCallConvention implements NodenetCallConvention {
    private static final String NONE = "none";

    @Override
    public String getName() {
        return "nodenet.call";
    }

    @Override
    public String getContextualName(NodenetCallContext context) {
        return "nodenet call";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(NodenetCallContext context) {
        MediaSession session = context.session();
        return KeyValues.of(
                NodenetObservation.CallKey.PATH.withValue(session == null ? NONE : Labels.of(session.path())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(NodenetCallContext context) {
        return KeyValues.of(
                NodenetObservation.PeerKey.PEER.withValue(context.peer().toString()));
    }
}
