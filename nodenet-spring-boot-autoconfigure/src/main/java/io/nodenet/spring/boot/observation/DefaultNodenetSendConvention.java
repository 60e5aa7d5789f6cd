package io.nodenet.spring.boot.observation;

import io.micrometer.common.KeyValues;

/** Names the observations of sending as {@link NodenetObservation#SEND} documents. */
public class DefaultNodenetSendConvention implements NodenetSendConvention {
    private static final String FAILED = "FAILED";
    private static final String UNKNOWN = "UNKNOWN";

    @Override
    public String getName() {
        return "nodenet.send";
    }

    @Override
    public String getContextualName(NodenetSendContext context) {
        return "nodenet send";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(NodenetSendContext context) {
        return KeyValues.of(
                NodenetObservation.SendKey.KIND.withValue(context.kind()),
                NodenetObservation.SendKey.OUTCOME.withValue(outcome(context)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(NodenetSendContext context) {
        return KeyValues.of(
                NodenetObservation.PeerKey.PEER.withValue(context.peer().toString()));
    }

    private static String outcome(NodenetSendContext context) {
        String outcome = context.outcome();
        if (outcome != null) {
            return outcome;
        }
        return context.getError() == null ? UNKNOWN : FAILED;
    }
}
