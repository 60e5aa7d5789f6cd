package io.nodenet.transport.memory;

/** Both ends of a media session. */
record MediaCall(MediaParty near, MediaParty far) {}
