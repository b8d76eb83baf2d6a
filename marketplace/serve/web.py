"""daphne with limits on what comes in and what waits to go out; `python -m marketplace.serve.web` takes its arguments.

daphne has none: Twisted takes every form apart a second time for it, in memory (300 MB of multipart took 4 GB and held the
loop for 16 s), and whole bodies are queued for the application. Here a body is bounded while it arrives, by who sends it
and by all that are on their way; what is over is thrown away as it comes, and answered. What a socket or a page is sent is queued
until the other side reads; one that does not read is cut.
"""

import contextlib
import io
import time
from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any

from daphne import cli, http_protocol, ws_protocol
from daphne.access import AccessLogGenerator
from django.conf import settings
from django.utils.http import parse_header_parameters
from twisted.web import http

from marketplace.config.logs import masked
from marketplace.kernel.disk import is_full
from marketplace.kernel.sources import source_of

MEGABYTE = 1024 * 1024
#: Bytes of one body: of somebody without a session, and with one (three photos of the largest size and some words).
BODY_OF_ANYBODY, BODY_OF_A_PERSON = 1 * MEGABYTE, 64 * MEGABYTE
#: Bytes that are on their way at once: from one address, and all together.
FROM_ONE_ADDRESS, ALTOGETHER = 128 * MEGABYTE, 512 * MEGABYTE
#: Nobody means so much: the line is cut.
CUT = 1024 * MEGABYTE
#: Bytes of answers that nobody has taken yet. Above: to one address, the line that gets more is cut; all together, one of
#: the address that has most.
UNREAD_BY_ONE_ADDRESS, UNREAD_ALTOGETHER = 48 * MEGABYTE, 256 * MEGABYTE
#: Seconds until a line is cut whose other side takes nothing of what waits for it.
STALLED = 60
#: Bytes that a socket is sent while its line is full (64 kB that the kernel did not take).
UNSENT = 256 * 1024
NOT_HERE, TOO_LARGE, UNREADABLE, TOO_BUSY, NO_ROOM = 400, 413, 415, 503, 507

PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:1.1rem/1.8 sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem}}</style>
<h1>{title}</h1><p>{text}</p><p lang="en">{english}</p></html>"""
PAGES = {
    NOT_HERE: PAGE.format(
        title="このアドレスは開けません", text="アドレスを確かめてください。", english="This address cannot be opened."
    ),
    TOO_LARGE: PAGE.format(
        title="大きすぎて受け取れませんでした",
        text="写真やファイルは 1つ 20MB、あわせて 60MB までです。ブラウザーの「戻る」で前の頁にもどると、"
        "書いた文は残っています。小さくするか、数を分けて送り直してください。",
        english="This was too large to receive. A photo or file may have 20 MB, all together 60 MB. "
        "Go back: what you wrote is still there.",
    ),
    UNREADABLE: PAGE.format(
        title="この文字の形では読めません", text="UTF-8 で送ってください。", english="Please send it as UTF-8."
    ),
    TOO_BUSY: PAGE.format(
        title="いま混み合っています",
        text="大きなファイルがいくつも届いているため、受け取れませんでした。ブラウザーの「戻る」で前の頁にもどると、"
        "書いた文は残っています。少し待って送り直してください。",
        english="Many large files are arriving just now. Go back, and send yours again in a moment.",
    ),
    NO_ROOM: PAGE.format(
        title="置き場所がいっぱいです",
        text="ファイルを置く場所がなく、受け取れませんでした。ブラウザーの「戻る」で前の頁にもどると、書いた文は残っています。"
        "少し待って送り直してください。続くときは運営にお知らせください。",
        english="There is no room for files just now. Go back, and send yours again in a while.",
    ),
}

#: Bytes of bodies that are kept now, by address.
_kept: Counter[str] = Counter()
#: Bytes of answers that wait to be read, by address.
_unread: Counter[str] = Counter()
#: The lines that they wait on, the longest first.
_full: dict["BoundedChannel", None] = {}


def _charset(content_type: str) -> str:
    """As Django will take it."""
    return parse_header_parameters(content_type)[1].get("charset", "").lower()


class BoundedChannel(http.HTTPChannel):
    """A line of HTTP. Its transport tells it when the kernel takes no more, and when everything has been taken."""

    is_full, unread, reader = False, 0, ""
    stalled: Any = None

    def pauseProducing(self) -> None:
        super().pauseProducing()
        self.is_full = True
        _full[self] = None

    def resumeProducing(self) -> None:
        super().resumeProducing()
        self._taken()

    def connectionLost(self, reason: Any) -> None:
        self._taken()
        super().connectionLost(reason)

    def written(self, size: int, address: str) -> None:
        """So many bytes of an answer went to the transport."""
        if not self.is_full:
            return
        if not self.unread:  # a line that a proxy keeps may bring another one's request next
            self.reader = address
        self.unread += size
        _unread[self.reader] += size
        self.stalled = self.stalled or self.callLater(STALLED, partial(self._look, self._waiting()))
        if _unread[self.reader] > UNREAD_BY_ONE_ADDRESS:
            self._cut()
        elif _unread.total() > UNREAD_ALTOGETHER:  # whoever has just come does not fall for what others hold
            most = _unread.most_common(1)[0][0]
            next(line for line in _full if line.reader == most)._cut()

    def _waiting(self) -> int:
        transport = self.transport
        return len(transport.dataBuffer) - transport.offset + transport._tempDataLen

    def _look(self, before: int) -> None:
        """Whoever takes something, however slowly, is waited for."""
        self.stalled = None
        if self.is_full and self._waiting() < before:
            self.stalled = self.callLater(STALLED, partial(self._look, self._waiting()))
        elif self.is_full:
            self._cut()

    def _cut(self) -> None:
        transport = self.transport
        self.forceAbortClient()
        self._taken()
        # Else what waits there stays until the collector comes by, which large bytes do not make come sooner.
        transport.dataBuffer, transport._tempDataBuffer, transport._tempDataLen = b"", [], 0

    def _taken(self) -> None:
        self.is_full = False  # of a line that was cut nothing counts any more
        _full.pop(self, None)
        _unread[self.reader] -= self.unread
        if _unread[self.reader] <= 0:
            del _unread[self.reader]
        self.unread = 0
        if self.stalled and self.stalled.active():
            self.stalled.cancel()
        self.stalled = None


class BoundedRequest(http_protocol.WebRequest):
    """`refused` is the status with which the body was turned away, 0 while it is taken."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self.refused, self._own, self._seen = 0, 0, 0

    def gotLength(self, length: int | None) -> None:
        """All headers are here; the body comes next. None: it does not say how long it will be."""
        super().gotLength(length)
        if length:
            self.notifyFinish().addBoth(self._forget)
            self._judge(length)
        elif length is None:
            self.notifyFinish().addBoth(self._forget)

    def handleContentChunk(self, data: bytes) -> None:
        self._seen += len(data)
        self._judge(self._seen)
        if self._seen > CUT:
            self.channel.forceAbortClient()
        elif not self.refused:
            self._own += len(data)
            _kept[self._address] += len(data)
            try:
                super().handleContentChunk(data)
                self.content.flush()  # else the want of room would be found where nobody answers
            except OSError as error:
                if not is_full(error):
                    raise
                self._refuse(NO_ROOM)

    def process(self) -> Any:
        # daphne believes whoever sends it what stands before every address, in the links of mails too.
        self.requestHeaders.removeHeader(b"daphne-root-path")
        if not self.uri.startswith(b"/"):
            self._refuse(NOT_HERE)
        elif _charset(self.requestHeaders.getRawHeaders("content-type", [""])[0]) not in ("", "utf-8", "utf8"):
            self._refuse(UNREADABLE)  # Django fails over other letters before anything of ours could answer
        if not self.refused:
            return super().process()
        self.request_start = time.time()
        return self._say(self.refused)

    def handle_reply(self, message: dict[str, Any]) -> Any:
        channel = self.channel  # gone when the answer has ended
        super().handle_reply(message)
        if channel is not None:
            channel.written(len(message.get("body", b"")), self._address)

    def handle_exception(self, exception: BaseException) -> None:
        """Of the application: it had no room for the body, before there was a request."""
        if is_full(exception):
            self._say(NO_ROOM)
        else:
            super().handle_exception(exception)

    def _say(self, status: int) -> Any:
        headers = [
            (b"Content-Type", b"text/html; charset=utf-8"),
            (b"Content-Security-Policy", b"default-src 'none'; style-src 'unsafe-inline'"),
            (b"Cache-Control", b"no-store"),
        ]
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        return self.handle_reply({"type": "http.response.body", "body": PAGES[status].encode()})

    @property
    def _address(self) -> str:
        forwarded = b",".join(self.requestHeaders.getRawHeaders(b"x-forwarded-for", []))
        return source_of(str(getattr(self.client, "host", "")), forwarded.decode("latin-1"))

    def _judge(self, size: int) -> None:
        if self.refused:
            return
        # Whether the session is a true one is not known yet: the limits of an address hold for who makes one up.
        if size > (
            BODY_OF_A_PERSON if settings.SESSION_COOKIE_NAME.encode() in self.received_cookies else BODY_OF_ANYBODY
        ):
            self._refuse(TOO_LARGE)
        elif (
            _kept[self._address] - self._own + size > FROM_ONE_ADDRESS or _kept.total() - self._own + size > ALTOGETHER
        ):
            self._refuse(TOO_BUSY)

    def _refuse(self, status: int) -> None:
        self.refused = status
        with contextlib.suppress(OSError):  # where there is no room, what is left of it is not written either
            self.content.close()
        self.content = io.BytesIO()
        self._forget(None)

    def _forget(self, _result: object) -> None:
        """The body is not kept any more."""
        _kept[self._address] -= self._own
        if _kept[self._address] <= 0:
            del _kept[self._address]
        self._own = 0


class Line:
    """Whether the other side reads; a transport says so to its producer (Twisted's IPushProducer)."""

    is_full = False

    def pauseProducing(self) -> None:
        self.is_full = True

    def resumeProducing(self) -> None:
        self.is_full = False

    stopProducing = pauseProducing


class BoundedSocket(ws_protocol.WebSocketProtocol):
    def onOpen(self) -> None:
        self.line, self.unsent = Line(), 0
        self.transport.unregisterProducer()  # that of the request which became this socket
        self.transport.registerProducer(self.line, True)
        super().onOpen()

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:
        super().serverSend(content, binary)
        self.unsent = self.unsent + len(content) if self.line.is_full else 0
        if self.unsent > UNSENT:
            self.transport.abortConnection()


class MaskedAccessLog(AccessLogGenerator):
    def write_entry(self, host: str, date: datetime, request: str, **more: Any) -> None:
        super().write_entry(host, date, masked(request), **more)


if __name__ == "__main__":
    # What daphne's factories make of each request and socket, and its command of the access log.
    cli.AccessLogGenerator = MaskedAccessLog
    http_protocol.WebRequest = BoundedRequest
    http_protocol.HTTPFactory.protocol = BoundedChannel
    ws_protocol.WebSocketFactory.protocol = BoundedSocket
    cli.CommandLineInterface.entrypoint()
