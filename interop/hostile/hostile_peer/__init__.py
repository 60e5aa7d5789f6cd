"""A peer that repeats one QUIC frame as fast as it can, to measure what that costs a node."""
