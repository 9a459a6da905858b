"""Proves the audit log: walks an organisation's chain of hashes and says which entry is not what was written.

The hash of a link covers the hash before it and the entry's fields, each as `<bytes>:<text>`; migration 0020 computes it in
the database, this module anew in Python.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.kernel.db import database

START = bytes(32)
"""What the first link follows."""
PAGE = 1000

_FIELDS = ("actor_kind", "actor_id", "actor_label", "action", "target_kind", "target_id", "details", "correlation_id")
_LINKS = """SELECT c.seq, c.entry_id, c.hash, a.id, a.at, a.actor_kind, a.actor_id, a.actor_label, a.action, a.target_kind,
       a.target_id, a.details::text AS details, a.correlation_id
FROM audit_chain c LEFT JOIN audit_log a ON a.org_id = c.org_id AND a.id = c.entry_id
WHERE c.org_id = $1 AND c.seq > $2 AND c.seq <= $3 ORDER BY c.seq LIMIT $4"""
_UNLINKED = """SELECT a.id FROM audit_log a WHERE a.org_id = $1 AND NOT EXISTS
    (SELECT 1 FROM audit_chain c WHERE c.org_id = a.org_id AND c.entry_id = a.id) ORDER BY a.id LIMIT $2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`kind`: changed | removed | unlinked | cut. `seq` is the place in the chain (0 for an entry without one)."""

    kind: str
    seq: int
    entry_id: UUID | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`entries`: how many were walked. `head`: the last link's hash in hexadecimal; note it elsewhere to compare later."""

    org_id: UUID
    entries: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link of a chain as it was at some moment, and its hash in hexadecimal."""

    seq: int
    hash: str


def link_hash(before: bytes, org_id: UUID, seq: int, entry: Mapping[str, Any]) -> bytes:
    """The hash of an entry at its place. `entry`: the columns of `audit_log`, `details` as the database writes it."""
    at = entry["at"].strftime("%Y-%m-%dT%H:%M:%S.%f")
    texts = [str(org_id), str(seq), str(entry["id"]), at, *(entry[name] for name in _FIELDS)]
    parts = [text.encode() for text in texts]
    return hashlib.sha256(before + b"".join(b"%d:%b" % (len(part), part) for part in parts)).digest()


def walk(org_id: UUID, links: Sequence[Mapping[str, Any]], before: bytes, after: int) -> tuple[list[Fault], bytes, int]:
    """Check links that follow `after` in order. Each is judged by the hash that is written before it, so that one wrong
    entry is one fault. Returns the faults, the last written hash and place."""
    faults = []
    for link in links:
        seq, entry_id = link["seq"], link["entry_id"]
        if seq != after + 1:
            faults.append(_fault("removed", after + 1, None, f"links {after + 1} to {seq - 1} were removed"))
        elif link["id"] is None:
            faults.append(_fault("removed", seq, entry_id, f"entry {entry_id} at {seq} was removed"))
        elif link_hash(before, org_id, seq, link) != link["hash"]:
            faults.append(_fault("changed", seq, entry_id, f"entry {entry_id} at {seq} was changed or put elsewhere"))
        before, after = link["hash"], seq
    return faults, before, after


def _fault(kind: str, seq: int, entry_id: UUID | None, message: str) -> Fault:
    return Fault(kind=kind, seq=seq, entry_id=entry_id, message=message)


async def verify(org_id: UUID, noted: Head | None = None) -> Verdict:
    """Walk the whole chain of an organisation, in pages, and look for the head that was noted outside of the database. What is
    written meanwhile is left for the next time."""
    seq, hash_ = await _head(org_id)
    lost = await lost_head(org_id, noted) if noted else None
    faults: list[Fault] = [lost] if lost else []
    before, after, entries = START, 0, 0
    async for links in _pages(org_id, seq):
        found, before, after = walk(org_id, links, before, after)
        faults += found
        entries += len(links)
    if (after, before) != (seq, hash_):
        faults.append(_fault("cut", after, None, f"the chain ends at {after}, and {seq} entries were written"))
    async with database().read(org_id) as connection:
        for row in await connection.fetch(_UNLINKED, org_id, PAGE):
            faults.append(_fault("unlinked", 0, row["id"], f"entry {row['id']} is in no chain: its link was removed"))
    return Verdict(org_id=org_id, entries=entries, head=before.hex(), faults=tuple(faults))


async def head(org_id: UUID) -> Head:
    seq, hash_ = await _head(org_id)
    return Head(seq=seq, hash=hash_.hex())


async def lost_head(org_id: UUID, noted: Head) -> Fault | None:
    """What became of a link that was the head once: None where it is in its place. A chain that was cut there, or computed
    anew, is in order in itself."""
    query = "SELECT entry_id, encode(hash, 'hex') AS hash FROM audit_chain WHERE org_id = $1 AND seq = $2"
    async with database().read(org_id) as connection:
        link = await connection.fetchrow(query, org_id, noted.seq)
    if link is None:
        return _fault("cut", noted.seq, None, f"link {noted.seq} was noted, and is not there any more")
    if link["hash"] != noted.hash:
        told = f"the chain was computed anew: link {noted.seq} was noted with another hash"
        return _fault("changed", noted.seq, link["entry_id"], told)
    return None


async def _head(org_id: UUID) -> tuple[int, bytes]:
    async with database().read(org_id) as connection:
        row = await connection.fetchrow("SELECT seq, hash FROM audit_heads WHERE org_id = $1", org_id)
        if row is None:  # a chain without its head is cut as well
            left = await connection.fetchval("SELECT max(seq) FROM audit_chain WHERE org_id = $1", org_id)
            return (left or 0), START
    return row["seq"], row["hash"]


async def _pages(org_id: UUID, last: int) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    after = 0
    while True:
        async with database().read(org_id) as connection:
            links = await connection.fetch(_LINKS, org_id, after, last, PAGE)
        if links:
            yield links
        if len(links) < PAGE:
            return
        after = links[-1]["seq"]


async def organisations() -> list[UUID]:
    """Those that have a chain."""
    async with database().system.acquire() as connection:
        return [row["org_id"] for row in await connection.fetch("SELECT org_id FROM audit_heads ORDER BY 1")]
