"""HTTP as uvicorn speaks it by httptools, and stricter where that leaves a door open."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 * 1024
"""Bytes of a request line with its headers: httptools would collect them for ever."""


class CarefulProtocol(HttpToolsProtocol):
    """Refuses with 400, and hangs up on, a head that never ends and a request for two hosts."""

    _head: int | None = None  # bytes of the head that is being read; None between heads

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        self._head = None
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > MAX_HEAD or sum(name == b"host" for name, _ in self.headers) > 1:
            raise ValueError("a head that is too long, or two hosts")  # httptools makes its own refusal of it
        super().on_headers_complete()
