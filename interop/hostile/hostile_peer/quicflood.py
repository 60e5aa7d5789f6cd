"""A QUIC connection that sends packets of any frames, past congestion control and flow control.

Handshake, acknowledgements and the edge stream are the conformance peer's; the packets of the
attack are encrypted here and never enter its books, so that nothing slows them down.
"""

from __future__ import annotations

from typing import Any

from aioquic import tls
from aioquic._buffer import Buffer
from aioquic.quic.connection import QuicConnectionId, QuicReceiveContext
from nodenet_peer.quicpeer import (
    CID_LENGTH,
    Connection,
    DialOptions,
    Endpoint,
    SocketAddress,
    _PeerQuic,
)

PACKET_NUMBER_LENGTH = 4
TAG_LENGTH = 16
HEADER_LENGTH = 1 + CID_LENGTH + PACKET_NUMBER_LENGTH
MAX_PAYLOAD = 1280 - HEADER_LENGTH - TAG_LENGTH
OWN_IDS = 8


class FloodQuic(_PeerQuic):
    """Remembers which connection IDs it was issued, and forgets none by itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.issued: list[int] = []
        self.issued_in_all = 0
        self.closed_by_node = False

    def packet(self, payload: bytes) -> bytes:
        """Encrypt frames as the next 1-RTT packet."""
        crypto = self._cryptos[tls.Epoch.ONE_RTT]
        number = self._packet_number
        self._packet_number += 1
        first = 0x40 | crypto.key_phase << 2 | PACKET_NUMBER_LENGTH - 1
        header = bytes((first,)) + self._peer_cid.cid + number.to_bytes(PACKET_NUMBER_LENGTH, "big")
        return crypto.encrypt_packet(header, payload, number)

    @property
    def largest_received(self) -> int:
        return self._spaces[tls.Epoch.ONE_RTT].largest_received_packet

    @property
    def stream_limits(self) -> tuple[int, int]:
        """How many bidirectional and unidirectional streams the node allows."""
        return self._remote_max_streams_bidi, self._remote_max_streams_uni

    def stream_window(self, stream_id: int) -> tuple[int, int]:
        """The first offset not yet sent on a stream, and the last one that the node allows."""
        stream = self._streams[stream_id]
        start = stream.sender.highest_offset
        credit = self._remote_max_data - self._remote_max_data_used
        return start, min(stream.max_stream_data_remote, start + credit)

    def add_own_id(self, sequence: int, cid: bytes, token: bytes) -> None:
        """Let packets to an ID that the node was just told be received."""
        self._host_cids.append(QuicConnectionId(cid, sequence, token, True))
        del self._host_cids[:-OWN_IDS]

    def _handle_new_connection_id_frame(
        self, context: QuicReceiveContext, frame_type: int, buf: Buffer
    ) -> None:
        sequence = buf.pull_uint_var()
        buf.pull_uint_var()
        buf.pull_bytes(buf.pull_uint8() + 16)
        self.issued.append(sequence)
        self.issued_in_all += 1

    def _handle_stop_sending_frame(
        self, context: QuicReceiveContext, frame_type: int, buf: Buffer
    ) -> None:
        """Answers to streams that aioquic does not know of are ignored."""
        buf.pull_uint_var()
        buf.pull_uint_var()

    def _handle_reset_stream_frame(
        self, context: QuicReceiveContext, frame_type: int, buf: Buffer
    ) -> None:
        buf.pull_uint_var()
        buf.pull_uint_var()
        buf.pull_uint_var()

    def _handle_connection_close_frame(
        self, context: QuicReceiveContext, frame_type: int, buf: Buffer
    ) -> None:
        self.closed_by_node = True
        super()._handle_connection_close_frame(context, frame_type, buf)


class FloodEndpoint(Endpoint):
    """An endpoint of one connection: every packet belongs to it, whatever its connection ID."""

    only: Connection | None = None
    delay = 0.0

    async def flood(self, remote: SocketAddress, edge: Any) -> Connection:
        quic = FloodQuic(configuration=self._configuration(True, DialOptions()))
        quic.limit_streams(0, 0)
        connection = Connection(self, quic, remote, dialed=True)
        connection.plane = edge(connection)
        self.only = connection
        self.connections.add(connection)
        quic.connect(remote, self.loop.time())
        connection._settle()
        await connection.handshake
        return connection

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if self.only is not None and data and data[0] >= 0x40:
            self.only.receive(data, (addr[0], addr[1]))

    def send_raw(self, target: SocketAddress, data: bytes) -> None:
        """Sends after the delay, which looks to the node like a long path."""
        if self.delay:
            self.loop.call_later(self.delay, super().send_raw, target, data)
        else:
            super().send_raw(target, data)
