"""Pictures of vendors under an address of our own: the dashboard's policy lets browsers load nothing from elsewhere.

A path carries the picture's URL and our signature of it, so that the proxy behind it (`picture_proxy`) fetches what we
have shown and nothing else. The same URL always has the same path: browsers keep it.

The convention: a field called `image_url` or `logo_url` has an `image_path` or `logo_path` beside it in every answer.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import lru_cache

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, computed_field

PREFIX = "/api/v1/pictures/"
LONGEST = 2000  # characters of a URL; its path stays below what servers and proxies take
# begins with what is rare in the text, and looks back from there: a search for a fixed beginning is a fast one
_ADDRESS = re.compile(rb'_url"(?:(?<="image_url")|(?<="logo_url"))\s?:\s?(null|"[^"\\]*(?:\\.[^"\\]*)*")')


class Signer:
    """Signs with a key derived from the first master key, and knows the signatures of all of them."""

    def __init__(self, master_keys: Mapping[str, bytes]) -> None:
        self._keys = [
            HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"ksap pictures").derive(key)
            for key in master_keys.values()
        ]

    def path(self, url: str) -> str:
        encoded = _encode(url.encode())
        return f"{PREFIX}{self._sign(self._keys[0], encoded)}/{encoded}"

    def url(self, signature: str, encoded: str) -> str | None:
        """What was signed; None for a signature that is not ours."""
        given = signature.encode()
        if not any(hmac.compare_digest(self._sign(key, encoded).encode(), given) for key in self._keys):
            return None
        try:
            return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        except (binascii.Error, ValueError):
            return None

    @staticmethod
    def _sign(key: bytes, encoded: str) -> str:
        return _encode(hmac.digest(key, encoded.encode(), hashlib.sha256)[:16])


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


_signer: Signer | None = None


def use(signer: Signer | None) -> None:
    global _signer
    _signer = signer
    _path_of.cache_clear()


def signer() -> Signer:
    if _signer is None:
        raise RuntimeError("no signer of pictures is open; the composition root opens it")
    return _signer


def proxied(url: str | None) -> str | None:
    """The path under which this server shows a picture of another one; None where there is none to show."""
    if not url or len(url) > LONGEST or not url.startswith(("https://", "http://")):
        return None
    return signer().path(url)


def beside(json: bytes) -> bytes:
    """JSON with the path beside every `image_url` and `logo_url`. Quotes inside of strings are escaped, so that no
    text of a merchant can look like a field."""
    return _ADDRESS.sub(_with_path, json) if b'_url"' in json else json


def _with_path(found: re.Match[bytes]) -> bytes:
    name = b',"image_path":' if found.string.endswith(b'"image', 0, found.start()) else b',"logo_path":'
    return found[0] + name + _path_of(found[1])


@lru_cache(maxsize=8_192)
def _path_of(written: bytes) -> bytes:
    """Kept: the lines of a page, and the pages of a shop, show the same few pictures."""
    return orjson.dumps(proxied(orjson.loads(written)))


class Pictured(BaseModel):
    """Mixin of bodies that have an `image_url`."""

    @computed_field(description="The picture through this server, for browsers; null where there is none.")  # type: ignore[prop-decorator]
    @property
    def image_path(self) -> str | None:
        return proxied(getattr(self, "image_url"))  # noqa: B009


class Branded(BaseModel):
    """Mixin of bodies that have a `logo_url`."""

    @computed_field(description="The logo through this server, for browsers; null where there is none.")  # type: ignore[prop-decorator]
    @property
    def logo_path(self) -> str | None:
        return proxied(getattr(self, "logo_url"))  # noqa: B009
