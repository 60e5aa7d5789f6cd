package io.nodenet.transport.quic;

/**
 * How much a transport holds for its connections at one moment; a close that takes too long logs it, since what is left tells why.
 *
 * @param connections QUIC connections that have not ended, half-open ones included
 * @param inbound slots taken by admitted inbound connections
 * @param handshakes inbound handshakes in progress
 * @param dials dials without an answer
 * @param dialedIds connection IDs of outbound connections
 * @param acceptedIds connection IDs of inbound connections
 * @param acceptedPaths paths of inbound connections
 * @param proofs NodeIDs proved by handshakes that are not complete
 * @param relays relay sessions
 * @param media media sessions
 * @param mediaDials media sessions that are being opened
 */
record Occupancy(
        int connections,
        int inbound,
        int handshakes,
        int dials,
        int dialedIds,
        int acceptedIds,
        int acceptedPaths,
        int proofs,
        int relays,
        int media,
        int mediaDials) {}
