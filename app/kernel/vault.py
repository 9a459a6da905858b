"""Secrets at rest: AES-256-GCM envelopes under named master keys.

An envelope is `v1.<key id>.<wrapped data key>.<ciphertext>` in base64url. The data key is random per secret, so that
rotation re-wraps 60 bytes and never touches the secret. `context` (what the secret belongs to) is authenticated:
an envelope copied to another row does not open there.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class VaultError(Exception):
    """An envelope that cannot be opened: unknown key id, damaged, or of another context. Never holds a secret."""


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encrypt(key: bytes, plain: bytes, context: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def _decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], context.encode())


class Vault:
    """Seals and opens. `keys` maps key ids to 32 bytes, the active one first."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise VaultError("the vault needs at least one master key of 32 bytes")
        self._keys = dict(keys)
        self.active = next(iter(self._keys))

    def seal(self, secret: bytes, context: str) -> str:
        data_key = os.urandom(32)
        wrapped = _encrypt(self._keys[self.active], data_key, f"wrap:{context}")
        return f"v1.{self.active}.{_encode(wrapped)}.{_encode(_encrypt(data_key, secret, context))}"

    def open(self, envelope: str, context: str) -> bytes:
        """The secret. Raises VaultError."""
        _, _, sealed = self._parts(envelope)
        try:
            return _decrypt(self._unwrap(envelope, context), _decode(sealed), context)
        except (InvalidTag, ValueError):
            raise VaultError(f"the envelope does not open as {context!r}") from None

    def rewrap(self, envelope: str, context: str) -> str:
        """The same secret under the active key; the envelope itself when it is there already."""
        key_id, _, sealed = self._parts(envelope)
        if key_id == self.active:
            return envelope
        wrapped = _encrypt(self._keys[self.active], self._unwrap(envelope, context), f"wrap:{context}")
        return f"v1.{self.active}.{_encode(wrapped)}.{sealed}"

    def key_id(self, envelope: str) -> str:
        return self._parts(envelope)[0]

    def _parts(self, envelope: str) -> tuple[str, str, str]:
        version, _, rest = envelope.partition(".")
        parts = rest.split(".")
        if version != "v1" or len(parts) != 3:
            raise VaultError("this is no envelope of the vault")
        return parts[0], parts[1], parts[2]

    def _unwrap(self, envelope: str, context: str) -> bytes:
        key_id, wrapped, _ = self._parts(envelope)
        if key_id not in self._keys:
            raise VaultError(f"master key {key_id!r} is not configured; add it to KSAP_MASTER_KEYS")
        try:
            return _decrypt(self._keys[key_id], _decode(wrapped), f"wrap:{context}")
        except (InvalidTag, ValueError):
            raise VaultError(f"the envelope does not open as {context!r}") from None


def mask(secret: str) -> str:
    """What may be shown of a secret: its last four characters, and only of one long enough to stay one."""
    return f"••••{secret[-4:]}" if len(secret) >= 12 else "••••"
