"""What is repeated: a frame that stays the same, or frames without end.

An empty frame means "not now".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from aioquic.buffer import encode_uint_var

from .quicflood import MAX_PAYLOAD, FloodQuic

Frames = Iterator[bytes]
CRYPTO_LIMIT = 1 << 16
WHOLE_PACKET = MAX_PAYLOAD


def frame(kind: int, *fields: int | bytes) -> bytes:
    """A frame of variable-length integers and of bytes as they are."""
    parts = (f if isinstance(f, bytes) else encode_uint_var(f) for f in fields)
    return encode_uint_var(kind) + b"".join(parts)


def retire_connection_id(quic: FloodQuic) -> Frames:
    """Retires every ID that the node issues, but the one in use."""
    while True:
        while quic.issued:
            yield frame(0x19, quic.issued.pop())
        yield b""


def new_connection_id(quic: FloodQuic) -> Frames:
    """Issues IDs, each of which retires all before it."""
    sequence = 8
    while True:
        cid, token = os.urandom(8), os.urandom(16)
        quic.add_own_id(sequence, cid, token)
        yield frame(0x18, sequence, sequence, bytes((8,)), cid, token)
        sequence += 1


def path_challenge(quic: FloodQuic) -> bytes:
    return frame(0x1A, b"nodenet!")


def growing(kind: int, *fields: int) -> Frames:
    """A limit that is raised by one each time."""
    limit = 1 << 20
    while True:
        limit += 1
        yield frame(kind, *fields, limit)


def max_data(quic: FloodQuic) -> Frames:
    return growing(0x10)


def max_stream_data(quic: FloodQuic) -> Frames:
    return growing(0x11, 0)


def max_streams(quic: FloodQuic) -> Frames:
    for bidirectional, unidirectional in zip(growing(0x12), growing(0x13), strict=True):
        yield bidirectional
        yield unidirectional


def data_blocked(quic: FloodQuic) -> bytes:
    return frame(0x14, 1 << 20) + frame(0x15, 0, 1 << 20)


def streams_blocked(quic: FloodQuic) -> bytes:
    return frame(0x16, 100) + frame(0x17, 256)


def stream_open(quic: FloodQuic) -> Frames:
    """Opens and resets streams, as many as the node allows, and more as soon as it allows more."""
    opened = [1, 0]
    while True:
        before = sum(opened)
        for uni in (0, 1):
            while opened[uni] < quic.stream_limits[uni]:
                stream = opened[uni] << 2 | uni << 1
                opened[uni] += 1
                yield frame(0x0A, stream, 1, b"x")
                yield frame(0x04, stream, 0, 1)
        if before == sum(opened):
            yield b""


def reset_stream(quic: FloodQuic) -> bytes:
    """Resets a stream that is not the edge's."""
    return frame(0x04, 2, 0, 0)


def stop_sending(quic: FloodQuic) -> bytes:
    """Asks that a stream that is not the edge's be stopped."""
    return frame(0x05, 4, 0)


def ping(quic: FloodQuic) -> bytes:
    return frame(0x01)


def crypto(quic: FloodQuic) -> Frames:
    """Single bytes of a TLS message that never becomes complete."""
    while True:
        for offset in range(1, CRYPTO_LIMIT, 2):
            yield frame(0x06, offset, 1, b"x")


def new_token(quic: FloodQuic) -> bytes:
    """A server's frame: the node must close the connection."""
    return frame(0x07, 8, b"nodenet!")


def ack_ranges(quic: FloodQuic) -> Frames:
    """Acknowledges every other packet of the node, up to the newest, and has it send more."""
    while True:
        largest = quic.largest_received
        count = min(largest // 2, (WHOLE_PACKET - 20) // 2)
        yield frame(0x01)
        yield frame(0x02, largest, 0, count, 0, bytes(2 * count))


def stream_gaps(quic: FloodQuic) -> Frames:
    """Every other byte of the edge stream, from the end of the window to its beginning."""
    while True:
        start, end = quic.stream_window(0)
        for offset in range(end - 1, start, -2):
            yield b"\x0e\x00" + (offset | 0x80 << 24).to_bytes(4, "big") + b"\x01x"


def datagram(quic: FloodQuic) -> bytes:
    """Not negotiated: the node must close the connection."""
    return frame(0x31, 64, bytes(64))


KINDS: dict[str, Callable[[FloodQuic], Frames | bytes]] = {
    "retire-connection-id": retire_connection_id,
    "new-connection-id": new_connection_id,
    "path-challenge": path_challenge,
    "max-data": max_data,
    "max-stream-data": max_stream_data,
    "max-streams": max_streams,
    "data-blocked": data_blocked,
    "streams-blocked": streams_blocked,
    "stream-open": stream_open,
    "reset-stream": reset_stream,
    "stop-sending": stop_sending,
    "ping": ping,
    "crypto": crypto,
    "new-token": new_token,
    "ack-ranges": ack_ranges,
    "stream-gaps": stream_gaps,
    "datagram": datagram,
}
