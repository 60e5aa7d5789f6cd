package io.nodenet.spring.boot.observation;

import io.micrometer.common.KeyValues;
import io.nodenet.fact.Connected;
import io.nodenet.metrics.Labels;

/** Names the observations of connecting as {@link NodenetObservation#CONNECT} documents. */
public class DefaultNodenetConnectConvention implements NodenetConnectConvention {
    private static final String NONE = "none";

    @Override
    public String getName() {
        return "nodenet.connect";
    }

    @Override
    public String getContextualName(NodenetConnectContext context) {
        return "nodenet connect";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(NodenetConnectContext context) {
        Connected connected = context.connected();
        return KeyValues.of(
                NodenetObservation.ConnectKey.PATH.withValue(connected == null ? NONE : Labels.of(connected.path())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(NodenetConnectContext context) {
        return KeyValues.of(
                NodenetObservation.PeerKey.PEER.withValue(context.peer().toString()));
    }
}
