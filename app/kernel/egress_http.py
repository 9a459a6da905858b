"""The guard under httpx: connections are opened through it and failures come out as Unreachable."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from app.kernel.egress import CONNECT_TIMEOUT, EgressGuard, Resolver, failure, system_resolver, tls_failure

_CONNECTIONS = 200
_IDLE = 50
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


class GuardedTransport(httpx.AsyncBaseTransport):
    """An httpx transport that opens connections through the guard alone. Also for SDKs that take an httpx client.

    Strict and private traffic never share a connection: one that was opened under the loose rules is out of reach
    for the strict ones.
    """

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None, resolver: Resolver = system_resolver) -> None:
        context = ssl_context or httpx.create_ssl_context()
        self._pools = {private: _pool(context, private, resolver) for private in (False, True)}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        extensions = dict(request.extensions)
        pool = self._pools[bool(extensions.pop(ALLOW_PRIVATE, False))]
        call = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=extensions,
        )
        host = request.url.host
        with _told(host):
            answer = await pool.handle_async_request(call)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(host, answer.stream), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


def _pool(context: ssl.SSLContext, private: bool, resolver: Resolver) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=_CONNECTIONS,
        max_keepalive_connections=_IDLE,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=_GuardedBackend(EgressGuard(allow_private=private, resolver=resolver)),
    )


class _Body(httpx.AsyncByteStream):
    def __init__(self, host: str, stream: Any) -> None:
        self._host = host
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told(self._host):
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


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
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol) as error:
        raise failure("blocked", f"The request to {host} cannot be put into HTTP; look at its header values.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise failure("lost", f"{host} hung up before its answer was complete.", sent=True) from error
