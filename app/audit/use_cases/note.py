"""Note the heads of the chains outside of the database: whoever owns that can cut a chain, or compute it anew."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import orjson
import structlog

from app.kernel import audit_chain
from app.kernel.audit_chain import Head
from app.kernel.process import process

log = structlog.get_logger(__name__)


def noted_heads(file: Path | None = None) -> dict[UUID, Head]:
    """What was noted last, of each organisation, by default in this installation; nothing where nothing was. Raises ValueError
    for a file that is none of ours."""
    try:
        known = orjson.loads((file or _file()).read_bytes())
        return {UUID(org_id): Head(seq=int(said["seq"]), hash=str(said["hash"])) for org_id, said in known.items()}
    except FileNotFoundError:
        return {}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError("this is no file of noted heads") from error


async def note_heads() -> int:
    """Note where every chain ends now; how many went on since the last time. The same is said in the program's log, which may
    be kept elsewhere. A chain that has lost the head of before is told, and keeps its old note for `verify`."""
    noted = await asyncio.to_thread(noted_heads)
    fresh = dict(noted)
    for org_id in await audit_chain.organisations():
        before, now = noted.get(org_id), await audit_chain.head(org_id)
        if before and (fault := await audit_chain.lost_head(org_id, before)):
            log.error("audit.head_lost", organisation=str(org_id), seq=before.seq, message=fault.message)
        elif before != now:
            fresh[org_id] = now
            log.info("audit.head", organisation=str(org_id), seq=now.seq, hash=now.hash)
    if fresh != noted:
        await asyncio.to_thread(_write, fresh)
    return sum(fresh[org_id] != noted.get(org_id) for org_id in fresh)


def _file() -> Path:
    return process().settings.home / "audit-heads.json"


def _write(heads: Mapping[UUID, Head]) -> None:
    draft = _file().with_suffix(".new")
    draft.write_bytes(orjson.dumps({str(org_id): asdict(head) for org_id, head in heads.items()}, option=orjson.OPT_INDENT_2))
    draft.replace(_file())
