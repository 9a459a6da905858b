"""Heads that were noted outside of the database: whoever owns that may cut a chain or compute it anew, and is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from structlog.testing import capture_logs

from app.audit import api
from app.audit.use_cases.note import noted_heads
from app.kernel.process import Process
from app.kernel.settings import Settings
from tests.audit.test_chain import write
from tests.audit.test_command import verify
from tests.factories import Organisation

CUT = """
    DELETE FROM audit_chain WHERE org_id = %(org)s AND seq = (SELECT max(seq) FROM audit_chain WHERE org_id = %(org)s);
    DELETE FROM audit_log a WHERE a.org_id = %(org)s AND NOT EXISTS
        (SELECT FROM audit_chain c WHERE c.org_id = a.org_id AND c.entry_id = a.id);
    UPDATE audit_heads h SET seq = c.seq, hash = c.hash FROM audit_chain c
        WHERE h.org_id = %(org)s AND c.org_id = h.org_id AND c.seq = h.seq - 1;
"""
ANEW = """
    UPDATE audit_log SET actor_label = 'Nobody' WHERE org_id = %(org)s AND action = 'tests.done';
    DELETE FROM audit_chain WHERE org_id = %(org)s;
    DELETE FROM audit_heads WHERE org_id = %(org)s;
    SELECT audit_link(e) FROM (SELECT * FROM audit_log WHERE org_id = %(org)s ORDER BY at, id) e;
"""


@pytest.fixture
def owner(config: Settings) -> Iterator[psycopg.ClientCursor[tuple[object, ...]]]:
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield psycopg.ClientCursor(connection)


@pytest.fixture
def noted(process: Process) -> Iterator[Path]:
    """Where this installation notes heads; gone afterwards, as other tests harm chains of their own."""
    file = process.settings.home / "audit-heads.json"
    yield file
    file.unlink(missing_ok=True)


@pytest.mark.parametrize(("harm", "kind"), [(CUT, "cut"), (ANEW, "changed")])
async def test_a_chain_that_is_in_order_in_itself_is_not_what_was_noted(
    org: Organisation, owner: psycopg.ClientCursor[tuple[object, ...]], noted: Path, harm: str, kind: str
) -> None:
    await write(org, 3)
    assert await api.note_heads() >= 1
    before = noted_heads()[org.id]
    assert (await api.verify(org.id)).ok
    owner.execute(harm, {"org": org.id})
    (fault,) = (await api.verify(org.id)).faults
    assert (fault.kind, fault.seq) == (kind, before.seq)
    with capture_logs() as said:
        await api.note_heads()
    assert [each["seq"] for each in said if each["event"] == "audit.head_lost" and each["organisation"] == str(org.id)] == [
        before.seq
    ]
    assert noted_heads()[org.id] == before, "the note of before is what finds it"
    noted.unlink()
    assert (await api.verify(org.id)).ok


async def test_heads_go_on_with_their_chains(org: Organisation, noted: Path) -> None:
    await write(org, 1)
    await api.note_heads()
    before = noted_heads()[org.id]
    await write(org, 2)
    assert (await api.verify(org.id)).ok, "an older note is still in its place"
    with capture_logs() as said:
        await api.note_heads()
    after = noted_heads()[org.id]
    assert after.seq == before.seq + 2
    assert {
        "event": "audit.head",
        "log_level": "info",
        "organisation": str(org.id),
        "seq": after.seq,
        "hash": after.hash,
    } in said


async def test_a_log_that_was_emptied_is_missed(
    org: Organisation, owner: psycopg.ClientCursor[tuple[object, ...]], noted: Path
) -> None:
    await write(org, 1)
    await api.note_heads()
    for table in ("audit_chain", "audit_heads", "audit_log"):
        owner.execute(sql.SQL("DELETE FROM {} WHERE org_id = %s").format(sql.Identifier(table)), (org.id,))
    verdicts = {verdict.org_id: verdict for verdict in await api.verify_all()}
    assert [fault.kind for fault in verdicts[org.id].faults] == ["cut"]


async def test_the_command_compares_with_a_copy_that_was_kept_elsewhere(
    org: Organisation, owner: psycopg.ClientCursor[tuple[object, ...]], noted: Path, tmp_path: Path
) -> None:
    await write(org, 2)
    await api.note_heads()
    kept = noted.rename(tmp_path / "kept.json")
    assert (await verify(org, "--noted", str(kept)))[0] == 0
    owner.execute(CUT, {"org": org.id})
    assert (await verify(org))[0] == 0
    code, said = await verify(org, "--noted", str(kept))
    assert code == 1 and "was noted, and is not there any more" in said
    kept.write_text(json.dumps(["something else"]))
    assert (await verify(org, "--noted", str(kept)))[0] == 1
