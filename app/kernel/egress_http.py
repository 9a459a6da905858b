"""The guard under httpx: connections are opened through it and failures come out as Unreachable."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from app.kernel.egress import CONNECT_TIMEOUT, EgressGuard, Resolver, failure, system_resolver, tls_failure

_CONNECTIONS = 50  # per origin; the pace of each connection bounds them further
_IDLE_SECONDS = 4.0  # many servers hang up after 5; a request sent into that moment would be lost
ALLOW_PRIVATE = "ksap.allow_private"
"""Name of the request extension (bool) that chooses the rules; without it the strict ones hold."""


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, guard: EgressGuard) -> None:
        self._guard = guard

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream, _ = await self._guard.connect(host, port, timeout=timeout or CONNECT_TIMEOUT)
        return stream


class _Origin:
    """The connections to one scheme, host and port under one set of rules."""

    def __init__(self, context: ssl.SSLContext, backend: _GuardedBackend) -> None:
        self.pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=backend,
        )
        self.busy = 0
        self.used_at = time.monotonic()

    def done(self) -> None:
        self.busy -= 1
        self.used_at = time.monotonic()


class GuardedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that opens connections through the guard alone. Also for SDKs that take an httpx client.

    Strict and private traffic never share a connection: one that was opened under the loose rules is out of reach
    for the strict ones. Each origin has a pool of its own, because httpcore looks at every idle connection of a pool
    for every request, which costs a platform of many shops more than the request itself.
    """

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None, resolver: Resolver = system_resolver) -> None:
        self._context = ssl_context or httpx.create_ssl_context()
        self._backends = {
            private: _GuardedBackend(EgressGuard(allow_private=private, resolver=resolver)) for private in (False, True)
        }
        self._origins: dict[tuple[bool, bytes, bytes, int | None], _Origin] = {}
        self._swept_at = time.monotonic()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, extensions = request.url, dict(request.extensions)
        origin = self._origin(bool(extensions.pop(ALLOW_PRIVATE, False)), url)
        call = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=extensions,
        )
        origin.busy += 1
        try:
            await self._sweep()
            with _told(url.host):
                answer = await origin.pool.handle_async_request(call)
        except BaseException:
            origin.done()
            raise
        body = _Body(url.host, answer.stream, origin)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def _origin(self, private: bool, url: httpx.URL) -> _Origin:
        key = (private, url.raw_scheme, url.raw_host, url.port)
        if key not in self._origins:
            self._origins[key] = _Origin(self._context, self._backends[private])
        return self._origins[key]

    async def _sweep(self) -> None:
        """Hang up on origins that nobody called for a while."""
        now = time.monotonic()
        if now - self._swept_at < _IDLE_SECONDS:
            return
        self._swept_at = now
        quiet = [key for key, origin in self._origins.items() if not origin.busy and now - origin.used_at > _IDLE_SECONDS]
        for origin in [self._origins.pop(key) for key in quiet]:
            await origin.pool.aclose()

    async def aclose(self) -> None:
        for origin in self._origins.values():
            await origin.pool.aclose()
        self._origins.clear()


class _Body(httpx.AsyncByteStream):
    def __init__(self, host: str, stream: Any, origin: _Origin) -> None:
        self._host = host
        self._stream = stream
        self._origin: _Origin | None = origin

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told(self._host):
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        origin, self._origin = self._origin, None
        try:
            await self._stream.aclose()
        finally:
            if origin is not None:
                origin.done()


@contextmanager
def _told(host: str) -> Iterator[None]:
    """httpcore's errors in our words. TCP failures were told by the guard already: what is left of connecting is TLS."""
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise tls_failure(host, error) from error
    except httpcore.PoolTimeout as error:
        raise failure("paused", "All outgoing connections are in use.") from error
    except httpcore.TimeoutException as error:
        raise failure("timeout", f"{host} did not answer in time.", sent=True) from error
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol):  # quotes the header, so it must not be chained
        raise failure("blocked", f"The request to {host} cannot be put into HTTP; look at its header values.") from None
    except httpcore.ProtocolError:  # quotes the answer
        raise failure("lost", f"{host} gave no whole answer in HTTP.", sent=True) from None
    except httpcore.NetworkError as error:
        raise failure("lost", f"{host} hung up before its answer was complete.", sent=True) from error
