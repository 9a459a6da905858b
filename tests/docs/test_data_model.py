"""docs/reference/data-model.md says what is true: tables, columns, foreign keys, and indexes that the planner can use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import house
from tests.factories import Organisation

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "data-model.md").read_text()
ENTITIES, RELATIONS, LOOKUPS = re.split(r"^## .*$", PAGE, flags=re.M)
PAIR = re.compile(r"^\| `(\w+)\.(\w+)` \| `(\w+)` \|$", re.M)
TABLES: dict[str, Any] = dict(house.models().tables)


def test_every_table_and_column_that_is_named_exists() -> None:
    columns = re.findall(r"`(\w+)\.(\w+)`", PAGE)
    assert len(columns) > 40
    assert [f"{t}.{c}" for t, c in columns if t not in TABLES or c not in TABLES[t].columns] == []
    cells = [row.split("|")[2] for row in ENTITIES.splitlines() if row.startswith("| ") and "`" in row.split("|")[2]]
    assert [t for cell in cells for t in re.findall(r"`(\w+)`", cell) if t not in TABLES] == []


@pytest.mark.parametrize(("table", "column", "target"), PAIR.findall(RELATIONS))
def test_the_relation_is_a_foreign_key_inside_the_organisation(table: str, column: str, target: str) -> None:
    keys = [k for k in TABLES[table].foreign_key_constraints if column in k.column_keys and k.referred_table.name == target]
    assert keys, f"{table}.{column} has no foreign key to {target}"
    if "org_id" in TABLES[target].columns:
        assert all("org_id" in key.column_keys for key in keys)


@pytest.mark.parametrize(("table", "column", "index"), PAIR.findall(LOOKUPS))
async def test_the_index_answers_the_look_up(table: str, column: str, index: str, org: Organisation) -> None:
    kind = TABLES[table].columns[column].type.python_type.__name__
    value = {"UUID": "uuidv7()", "datetime": "now()", "date": "current_date"}.get(kind, "'x'")
    tenant = f"org_id = '{org.id}' AND " if "org_id" in TABLES[table].columns else ""
    partial = " AND deleted_at IS NULL" if "deleted_at" in TABLES[table].columns else ""
    filled = f" AND {column} <> ''" if kind == "str" else ""
    wanted = "lower(email)" if index == "uq_users_email" else column  # one account per address, however it is written
    async with org.uow() as uow:
        await uow.execute(text("SET LOCAL enable_seqscan = off"))
        asked = f"SELECT 1 FROM {table} WHERE {tenant}{wanted} = {value}{filled}{partial}"
        plan = "\n".join((await uow.execute(text(f"EXPLAIN {asked}"))).scalars())
        known = (
            await uow.execute(
                text("SELECT 1 FROM pg_indexes WHERE indexname = :i AND tablename = :t"), {"i": index, "t": table}
            )
        ).scalar()
    assert known == 1, f"there is no index {index} on {table}"
    assert "Index" in plan, plan
