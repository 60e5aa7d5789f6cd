package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observations of connecting; a bean of this type replaces {@link DefaultNodenetConnectConvention}, which it can extend. */
public interface NodenetConnectConvention extends ObservationConvention<NodenetConnectContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof NodenetConnectContext;
    }
}
