package io.nodenet.spring.boot.observation;

import io.micrometer.common.KeyValues;
import java.util.Locale;

/** Names the observations of handling as {@link NodenetObservation#PROCESS} documents. */
public class DefaultNodenetProcessConvention implements NodenetProcessConvention {
    @Override
    public String getName() {
        return "nodenet.process";
    }

    @Override
    public String getContextualName(NodenetProcessContext context) {
        return "nodenet process";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(NodenetProcessContext context) {
        return KeyValues.of(
                NodenetObservation.ProcessKey.PATH.withValue(
                        context.message().path().name().toLowerCase(Locale.ROOT)),
                NodenetObservation.ProcessKey.OUTCOME.withValue(
                        context.outcome().tag()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(NodenetProcessContext context) {
        return KeyValues.of(NodenetObservation.PeerKey.PEER.withValue(
                context.message().originator().toString()));
    }
}
