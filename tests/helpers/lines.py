"""A line to the suite's Redis that can be cut, or swallow everything, and be mended."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """Nothing listens at `url` until `swallow` (takes connections, never answers) or `mend` (leads to the real one)."""

    def __init__(self, real: str) -> None:
        parts = urlsplit(real)
        self.far = parts.hostname, parts.port
        self.door = socket.socket()
        self.door.bind(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.url = real.replace(f":{parts.port}", f":{self.port}")

    def swallow(self) -> None:
        self.door.listen(50)

    def mend(self) -> None:
        self.door.listen(50)
        threading.Thread(target=self._lead, daemon=True).start()

    def _lead(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self.door.accept()[0]
                far = socket.create_connection(self.far)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=_copy, args=pair, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
