"""A line whose other side does not read is cut before what waits for it fills the memory; one that reads gets it all."""

import contextlib
import json
import os
import socket
import struct

import pytest
from places import memory
from seed import seed
from twisted.internet.testing import StringTransport

from marketplace.serve import web

pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("serve")]
#: How often a page of the room is asked for: under the limit on frames, and more than the kernel's buffers hold.
PAGES = 95


def frame(**fields) -> bytes:
    """A masked text frame (RFC 6455, 5.2)."""
    data = json.dumps(fields).encode()
    mask = os.urandom(4)
    length = struct.pack("!B", 0x80 | len(data)) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
    return b"\x81" + length + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


@pytest.fixture(scope="module")
def talk(place):
    return seed("talk", place)


def opened(place, talk) -> socket.socket:
    """A socket that has said hello, with a small buffer of its own."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(30)
    line.connect(("127.0.0.1", place.port))
    head = (
        f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{place.port}\r\nOrigin: http://127.0.0.1:{place.port}\r\n"
        f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: sessionid={talk['session']}\r\n\r\n"
    )
    line.sendall(head.encode())
    assert line.recv(12) == b"HTTP/1.1 101"
    line.sendall(frame(type="hello", v=1, organization=talk["firm"], rooms=[{"id": talk["room"], "seq": 0}]))
    return line


def ask(line: socket.socket, talk) -> None:
    line.sendall(frame(type="since", room=talk["room"], seq=0) + frame(type="got", **{talk["room"]: 1}))


def read_pages(line: socket.socket, count: int) -> int:
    """How many pages came until there were `count` or the line ended."""
    seen, rest = 0, b""
    while seen < count:
        try:
            data = line.recv(1 << 16)
        except ConnectionResetError:
            break
        if not data:
            break
        seen += (rest + data).count(b'"type":"messages"')
        rest = data[-16:]
    return seen


def test_who_does_not_read_is_cut_and_who_reads_is_not(place, talk):
    deaf, reads = opened(place, talk), opened(place, talk)
    try:
        for _ in range(PAGES):
            ask(deaf, talk)
    except OSError:
        pass  # cut already
    for _ in range(PAGES):
        ask(reads, talk)
        assert read_pages(reads, 1) == 1
    assert read_pages(deaf, PAGES) < PAGES
    assert place.get("/healthz") == 200


def test_answers_that_nobody_reads_do_not_fill_the_memory(place, talk):
    """Sixty lines ask for a file of 19 MB and take nothing (1.1 GB); who takes it has it whole."""
    asks = f"GET /files/{talk['file']}/ HTTP/1.1\r\nHost: 127.0.0.1:{place.port}\r\nCookie: sessionid={talk['session']}\r\n"
    before, deaf = memory(place), []
    for _ in range(60):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", place.port))
        line.sendall(f"{asks}\r\n".encode())
        with contextlib.suppress(ConnectionResetError):  # cut
            line.recv(1, socket.MSG_PEEK)  # it has begun to come
        deaf.append(line)
    assert memory(place) - before < 30 * 19_000_000
    for line in deaf:
        line.close()
    with socket.create_connection(("127.0.0.1", place.port), timeout=30) as line:
        line.sendall(f"{asks}Connection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(1 << 20), b""))
    assert answer.startswith(b"HTTP/1.1 200") and len(answer) > 19_000_000


class Transport(StringTransport):
    dataBuffer, offset, _tempDataLen = b"", 0, 0


def test_who_holds_most_falls_and_not_who_has_just_come(monkeypatch):
    """Seven addresses that read nothing do not stop everybody's downloads."""
    monkeypatch.setattr(web, "UNREAD_ALTOGETHER", 1000)
    lines = []
    for address, size in (("hoarder", 400), ("hoarder", 400), ("reader", 150), ("newcomer", 100)):
        line = web.BoundedChannel()
        line.makeConnection(Transport())
        line.pauseProducing()
        line.written(size, address)
        lines.append(line)
    assert [line.transport.disconnecting for line in lines] == [True, False, False, False]
    assert web._unread == {"hoarder": 400, "reader": 150, "newcomer": 100}
    for line in lines:
        line.connectionLost(None)
    assert not web._unread and not web._full


def test_who_reads_slowly_is_waited_for():
    """Cut is who has taken nothing since the last look."""
    line = web.BoundedChannel()
    line.makeConnection(Transport())
    line.pauseProducing()
    line.transport._tempDataLen = 500
    line.written(500, "slow")
    line.transport._tempDataLen = 400
    line._look(500)
    assert not line.transport.disconnecting and line.stalled.active()
    line.stalled.cancel()
    line._look(400)
    assert line.transport.disconnecting and not web._full
