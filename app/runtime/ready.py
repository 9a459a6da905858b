"""How a child shows that it is ready, and whether there is room for it."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from app.runtime.errors import PortTaken

Ready = Callable[[int], Awaitable[bool]]
"""Given the child's pid, whether it is ready. Asked again and again; must not raise for a child that is still starting."""


def answers(url: str) -> Ready:
    """A readiness check for `Child`: True once a GET of the http `url` gives status 200."""
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    request = f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode()

    async def ask(pid: int) -> bool:
        try:
            async with asyncio.timeout(2.0):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(request)
                    status = await reader.readline()
                finally:
                    writer.close()
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
        except (OSError, TimeoutError):
            return False
        return status.split()[1:2] == [b"200"]

    return ask


def require_free(what: str, host: str, port: int, setting: str) -> None:
    """Raises PortTaken where another program listens: it would answer in the place of the child that cannot start."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(what, host, port, setting) from None
