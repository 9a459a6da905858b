"""Where outgoing calls may go. Nothing of this network may be reached through an address that somebody typed.

A name is resolved once; every address in the answer is judged, and the connection is made to an address that was
judged, so that a name which changes its answer in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpcore
import httpx

from app.kernel.transport_contract import Reason, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""(host, port) -> every address the name stands for, as text. Raises OSError."""

CONNECT_TIMEOUT = 10.0  # seconds for name, TCP and TLS each
_PER_ADDRESS = 3.0  # seconds for one address while others are left


def _networks(rule: str, *blocks: str) -> list[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str]]:
    return [(ipaddress.ip_network(block), rule) for block in blocks]


_METADATA = (
    "169.254.169.254/32 169.254.170.2/32 fd00:ec2::254/128 fd20:ce::254/128 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32"
)
_NEVER = (
    _networks("cloud metadata", *_METADATA.split())
    + _networks("link-local address", "169.254.0.0/16", "fe80::/10")
    + _networks("multicast address", "224.0.0.0/4", "ff00::/8")
    + _networks("unspecified address", "0.0.0.0/8", "::/128")
    + _networks("reserved address", "240.0.0.0/4", "fec0::/10", "2001::/32", "100::/64")
)
_PRIVATE = (
    _networks("loopback address", "127.0.0.0/8", "::1/128")
    + _networks("private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
    + _networks("carrier-grade NAT address", "100.64.0.0/10")
    + _networks("IPv4 address in IPv6 clothing", "::ffff:0:0/96", "::/96", "2002::/16", "64:ff9b:1::/48")
)
_HOST_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _embedded(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def refusal(address: str, *, allow_private: bool = False) -> str | None:
    """Why an address may not be called ("loopback address", "cloud metadata", …), or None where it may."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "not an IP address"
    for network, rule in _NEVER if allow_private else _NEVER + _PRIVATE:
        if parsed in network:
            return rule
    inner = _embedded(parsed)
    if inner is not None:
        return refusal(str(inner), allow_private=allow_private)
    return None if allow_private or parsed.is_global else "address of no public network"


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The operating system's own, in a thread."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A name that may be called; `ms` is how long the resolving took."""

    host: str
    port: int
    addresses: tuple[str, ...]
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsProbe:
    """A handshake that went well: to which address, how long TCP and TLS took, which version, valid until when."""

    address: str
    connect_ms: float
    tls_ms: float
    version: str
    expires_at: datetime | None


class EgressGuard:
    """The rules for one kind of connection. `allow_private` opens loopback and private networks (never link-local,
    metadata, multicast); `allow_http` opens plain http and follows `allow_private` where it is not given."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        allow_http: bool | None = None,
        resolver: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.allow_private = allow_private
        self.allow_http = allow_private if allow_http is None else allow_http
        self._resolver = resolver
        self._ssl = ssl_context

    def admit(self, url: str) -> httpx.URL:
        """The parsed URL where its form is acceptable; names are not resolved here. Raises Unreachable(blocked)."""
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError, TypeError):
            raise blocked("the address", "not a valid URL") from None
        host = parsed.host
        if parsed.scheme not in ("https", "http"):
            raise blocked(host or "the address", "only https and http are spoken")
        if parsed.scheme == "http" and not self.allow_http:
            raise blocked(host, "plain http is not allowed, use https")
        if parsed.userinfo:
            raise blocked(host, "an address must not carry a user name or password")
        if not host:
            raise blocked("the address", "it names no host")
        if not _literal(host) and not _HOST_NAME.fullmatch(parsed.raw_host.decode("ascii")):
            raise blocked(host, "not a host name")
        if rule := _literal(host) and refusal(host, allow_private=self.allow_private):
            raise blocked(host, rule)
        return parsed

    async def resolve(self, host: str, port: int, *, timeout: float = CONNECT_TIMEOUT) -> Resolved:
        """All addresses of a host, each of them judged. Raises Unreachable(dns) or Unreachable(blocked)."""
        started = time.perf_counter()
        if _literal(host):
            found: Sequence[str] = [host]
        else:
            try:
                async with asyncio.timeout(timeout):
                    found = await self._resolver(host, port)
            except TimeoutError:
                raise failure("dns", f"The name {host} was not resolved within {timeout:.0f} s.") from None
            except (OSError, UnicodeError) as error:
                raise failure("dns", f"There is no address for the name {host}.") from error
        addresses = tuple(dict.fromkeys(found))
        if not addresses:
            raise failure("dns", f"There is no address for the name {host}.")
        for address in addresses:
            if rule := refusal(address, allow_private=self.allow_private):
                raise blocked(host, f"it resolves to {address}: {rule}" if address != host else rule)
        return Resolved(host=host, port=port, addresses=addresses, ms=_since(started))

    async def check(self, url: str) -> Resolved:
        """Form and addresses of a URL. Raises Unreachable(blocked) or Unreachable(dns)."""
        parsed = self.admit(url)
        return await self.resolve(parsed.raw_host.decode("ascii"), parsed.port or (443 if parsed.scheme == "https" else 80))

    async def connect(
        self, host: str, port: int, *, timeout: float = CONNECT_TIMEOUT
    ) -> tuple[httpcore.AsyncNetworkStream, str]:
        """A TCP connection to one of the judged addresses, and that address. Raises Unreachable."""
        resolved = await self.resolve(host, port, timeout=timeout)
        deadline = time.monotonic() + timeout
        last: Exception | None = None
        for place, address in enumerate(resolved.addresses, start=1):
            left = deadline - time.monotonic()
            limit = left if place == len(resolved.addresses) else min(left, _PER_ADDRESS)
            try:
                return await _TCP.connect_tcp(address, port, timeout=max(limit, 0.001)), address
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        late = isinstance(last, httpcore.ConnectTimeout)
        why = "did not answer in time" if late else "refused the connection or cannot be reached"
        raise failure("connect", f"{host} {why} on port {port}.") from last

    async def probe_dns(self, host: str, port: int = 443) -> Resolved:
        """Addresses of a host and the milliseconds it took to find them. Raises Unreachable."""
        return await self.resolve(host, port)

    async def probe_tls(self, host: str, port: int = 443, *, timeout: float = CONNECT_TIMEOUT) -> TlsProbe:
        """Shake hands and hang up. Raises Unreachable; for a bad certificate the message says what is wrong with it."""
        started = time.perf_counter()
        stream, address = await self.connect(host, port, timeout=timeout)
        connect_ms = _since(started)
        started = time.perf_counter()
        context = self._ssl or httpx.create_ssl_context()
        try:
            secured = await stream.start_tls(context, host, timeout)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise tls_failure(host, error) from error
        tls_ms = _since(started)
        try:
            shaken: ssl.SSLObject = secured.get_extra_info("ssl_object")
            expires = (shaken.getpeercert() or {}).get("notAfter")
            return TlsProbe(
                address=address,
                connect_ms=connect_ms,
                tls_ms=tls_ms,
                version=shaken.version() or "",
                expires_at=datetime.fromtimestamp(ssl.cert_time_to_seconds(str(expires)), UTC) if expires else None,
            )
        finally:
            await secured.aclose()


_TCP = httpcore.AnyIOBackend()


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


def failure(reason: Reason, message: str, *, sent: bool = False) -> Unreachable:
    return Unreachable(message, reason=reason, sent=sent)


def blocked(host: str, rule: str) -> Unreachable:
    """The guard's refusal, naming the host and the rule."""
    return Unreachable(f"Calling {host} is not allowed: {rule}.", reason="blocked", details={"host": host, "rule": rule})


def tls_failure(host: str, error: Exception) -> Unreachable:
    """What went wrong with a handshake, in words."""
    cause = error.__cause__ or error.__context__
    if isinstance(error, httpcore.ConnectTimeout):
        why = "the handshake took too long"
    elif isinstance(cause, ssl.SSLCertVerificationError):
        why = f"its certificate was not accepted: {cause.verify_message.rstrip('.')}"
    elif isinstance(cause, ssl.SSLError):
        why = f"the handshake failed ({cause.reason or 'no common protocol'})"
    else:
        why = "the connection was closed during the handshake"
    return Unreachable(f"No secure connection to {host}: {why}.", reason="tls", details={"host": host})
