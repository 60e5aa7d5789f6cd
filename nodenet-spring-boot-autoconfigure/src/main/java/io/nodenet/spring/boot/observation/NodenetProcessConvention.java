package io.nodenet.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observations of handling; a bean of this type replaces {@link DefaultNodenetProcessConvention}, which it can extend. */
public interface NodenetProcessConvention extends ObservationConvention<NodenetProcessContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof NodenetProcessContext;
    }
}
