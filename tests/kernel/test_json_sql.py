"""JSON that PostgreSQL writes as text holds the same as what its own function writes."""

from __future__ import annotations

import orjson
import pytest

from app.kernel.db import database
from app.kernel.json_sql import array, written
from app.kernel.process import Process

HOSTILE = ['"', "\\", '","x":"', "\n\t\x01\x7f", "{}", "'", "ü ☃ \U0001f600", "\u2028", "", "null", "%s $1"]
FIELDS = {"t": "r.t", "n": "r.n", "u": "r.u", "b": "r.b", "a": "r.a", "j": "r.j", "d": "r.d", "m": "(r.m)::text", "i": "r.i"}
ROWS = """(SELECT t, t AS n, gen_random_uuid() AS u, t = '' AS b, ARRAY[t, NULL, 'x'] AS a, jsonb_build_object('k', t) AS j,
                  date '2026-02-28' AS d, 1.50 AS m, length(t) AS i FROM unnest($1::text[]) AS t
           UNION ALL SELECT 'empty', NULL, '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, 0, -1) AS r"""


async def both(rows: list[str]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    pairs = ", ".join(f"'{name}', {value}" for name, value in FIELDS.items())
    ours = array(written(FIELDS, bare=("i",), quoted=("u", "m")), order="r.i, r.t")
    async with database().app.acquire() as connection:
        found = await connection.fetchrow(
            f"""WITH r AS MATERIALIZED (SELECT * FROM {ROWS})
                SELECT {ours} AS ours, json_agg(json_build_object({pairs}) ORDER BY r.i, r.t)::text AS theirs FROM r""",
            rows,
        )
    assert found is not None
    return orjson.loads(found["ours"]), orjson.loads(found["theirs"])


async def test_every_kind_of_value_is_written_as_by_the_function(process: Process) -> None:
    ours, theirs = await both(HOSTILE)
    assert len(ours) == len(HOSTILE) + 1
    assert ours == theirs
    assert {row["t"] for row in ours} == {*HOSTILE, "empty"}


async def test_no_row_is_an_empty_array(process: Process) -> None:
    async with database().app.acquire() as connection:
        found = await connection.fetchval(f"SELECT {array(written({'x': 'x'}), order='x')} FROM (SELECT 1 AS x WHERE false) r")
    assert found == "[]"


def test_an_object_too_wide_for_one_call_is_refused() -> None:
    assert written({f"f{n}": "x" for n in range(49)}).startswith("concat('{\"f0\":'")
    with pytest.raises(ValueError, match="50 fields"):
        written({f"f{n}": "x" for n in range(50)})
