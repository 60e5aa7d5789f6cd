package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observations of calls; a bean of this type replaces {@link DefaultNodenetCallConvention}, which it can extend. */
public interface NodenetCallConvention extends ObservationConvention<NodenetCallContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof NodenetCallContext;
    }
}
