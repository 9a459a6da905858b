"""Take over connections whose credentials another system sealed with Fernet; here they are sealed under our own keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.kernel import audit
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import DomainError
from app.platform.contracts import FernetUnreadable, TakenOver
from app.stores import api as stores

MOST = 500


@dataclass(frozen=True, slots=True)
class _Entry:
    """A connection as it was elsewhere, its secrets opened: for use in memory only."""

    vendor: str
    auth: str
    environment: str
    title: str
    fields: Mapping[str, str]


async def import_fernet(org_id: UUID, actor: Actor, content: bytes, keys: Sequence[str]) -> list[TakenOver]:
    """Open everything with the given keys, then test and connect one after the other. `content` is JSON: a list of
    `{"vendor", "auth", "environment", "title", "fields", "sealed"}`, where `sealed` is one token of a JSON object, or an
    object of a token per field.

    Raises FernetUnreadable before anything is saved, where a key or a token is wrong. A vendor that refuses keeps only its
    own connection from being taken over.
    """
    entries = _entries(content, _box(keys))
    done = []
    for entry in entries:
        what = f"{entry.title or entry.vendor} ({entry.vendor})"
        try:
            connected, _ = await stores.connect_now(
                org_id, actor, vendor=entry.vendor, environment=entry.environment, auth=entry.auth, fields=entry.fields,
                name=entry.title,
            )  # fmt: skip
        except DomainError as error:
            done.append(TakenOver(what=what, connection_id=None, reason=error.message))
        else:
            done.append(TakenOver(what=what, connection_id=connected.connection_id, reason=""))
    async with unit_of_work(org_id, actor) as uow:
        taken = sum(each.connection_id is not None for each in done)
        audit.record(uow, "connections.imported", source="fernet", entries=len(done), taken_over=taken)
    return done


def _box(keys: Sequence[str]) -> MultiFernet:
    """Raises FernetUnreadable for what is no key."""
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys if key.strip()])
    except ValueError:
        raise FernetUnreadable(
            "A Fernet key is 32 bytes in URL-safe base64: 44 characters that end in =.", field="key"
        ) from None


def _entries(content: bytes, box: MultiFernet) -> list[_Entry]:
    try:
        given = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise FernetUnreadable("The file is no JSON.", field="file") from None
    if not isinstance(given, list) or not given or len(given) > MOST:
        raise FernetUnreadable(f"The file is no list of 1 to {MOST} connections.", field="file")
    return [_entry(number, each, box) for number, each in enumerate(given, 1)]


def _entry(number: int, given: Any, box: MultiFernet) -> _Entry:
    if not isinstance(given, dict) or not isinstance(given.get("vendor"), str) or not isinstance(given.get("auth"), str):
        raise FernetUnreadable(f"Connection {number}: `vendor` and `auth` are needed.", field="file")
    plain, sealed = given.get("fields") or {}, given.get("sealed")
    if not isinstance(plain, dict):
        raise FernetUnreadable(f"Connection {number}: `fields` is an object.", field="file")
    if isinstance(sealed, str):
        secrets = _object(number, _opened(number, "sealed", sealed, box))
    elif isinstance(sealed, dict):
        secrets = {str(name): _opened(number, str(name), token, box) for name, token in sealed.items()}
    else:
        raise FernetUnreadable(f"Connection {number}: `sealed` is a token, or an object of tokens.", field="file")
    environment = given.get("environment", "live")
    if environment not in ("live", "sandbox"):
        raise FernetUnreadable(f"Connection {number}: `environment` is live or sandbox.", field="file")
    fields = {str(name): str(value) for name, value in {**plain, **secrets}.items()}
    return _Entry(given["vendor"], given["auth"], environment, str(given.get("title") or ""), fields)


def _opened(number: int, name: str, token: Any, box: MultiFernet) -> str:
    try:
        return box.decrypt(str(token)).decode()
    except (InvalidToken, UnicodeError):
        raise FernetUnreadable(
            f"Connection {number}: the key does not open {name!r}. Either it was sealed under another key, or the token was "
            "changed. Nothing was taken over.",
            field="key",
        ) from None  # fmt: skip


def _object(number: int, text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise FernetUnreadable(f"Connection {number}: what was sealed is no JSON object of fields.", field="file")
    return found
