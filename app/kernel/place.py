"""Where an address is: the country by the books of the five regional registries, carried along in a library and read
without network. A hint for recognising one's own sign-ins, no proof: the books say who was given an address, not who uses it.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from starlette.requests import HTTPConnection

LOCAL = "local"
"""An address of the own machine or network: it has no country."""
UNKNOWN = ""

_CODE = re.compile(r"[A-Z]{2}")
_NOWHERE = frozenset(("XX", "T1", "ZZ", "EU", "AP"))  # what proxies and registries write for no country of anybody's


@lru_cache(maxsize=4096)
def country_of(address: str) -> str:
    """ISO 3166-1 alpha-2, `local` for private and loopback addresses, empty where nobody knows."""
    from iptocc import country_code  # 1.5 MB of figures that only sign-ins and keys need

    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if not parsed.is_global:
        return LOCAL if parsed.is_private or parsed.is_link_local else UNKNOWN
    return _code(country_code(str(parsed)) or "")


def country_of_call(connection: HTTPConnection, header: str | None) -> str:
    """The country of a call: what the proxy in front says in `header` where one is set and speaks, else by its address."""
    if header and (told := _code(connection.headers.get(header, "").strip().upper())):
        return told
    return country_of(connection.client.host if connection.client else "")


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) and text not in _NOWHERE else UNKNOWN
