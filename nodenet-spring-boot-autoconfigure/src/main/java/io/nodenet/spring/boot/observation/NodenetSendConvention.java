package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observations of sending; a bean of this type replaces {@link DefaultNodenetSendConvention}, which it can extend. */
public interface NodenetSendConvention extends ObservationConvention<NodenetSendContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof NodenetSendContext;
    }
}
