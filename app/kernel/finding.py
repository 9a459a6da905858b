"""The newest rows of a large table that LIKE a pattern, behind row-level security. The table has a `schema.finder`."""

from __future__ import annotations

WINDOW = 1_000
"""Rows that are looked through, newest first, before the trigram index is asked. A word that many rows hold fills its page
from these, and the index would take longest for it; a rare word is found by the index in no time."""
WIDER = 8
"""Of so many windows the walk goes on, where the first one has filled a fifth of the page: the index would find thousands."""


def indexed(words: str) -> bool:
    """Whether the trigram index knows anything of these words: it is made of letters and digits."""
    return any(character.isalnum() for character in words)


def literal(text: str) -> str:
    """As LIKE takes it literally; without NUL, for which PostgreSQL has no place."""
    return text.replace("\0", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def newest(
    table: str, alias: str, moment: str, *, place: str, where: str, limit: str, window: int | None = None, far: bool = True
) -> str:
    """Common table expressions of which the last, `found`, holds the `id` of the newest rows by `moment`, up to `limit`.

    `place` says which part of the table is walked (conditions that the index of `moment` serves), `where` what is looked
    for, the pattern included; both know the finder's columns as `alias`. A `window` of 0 asks the index at once.
    Without `far` the index is not asked at all: for what it does not know (`indexed`) every row would be read.
    """
    window = WINDOW if window is None else window
    fewest = f"{limit} / 5" if far else "0"
    full = f"(SELECT count(*) FROM near) = {window}"  # noqa: S608
    order = f"{alias}.{moment} DESC, {alias}.id DESC"
    return f"""near AS MATERIALIZED (
    SELECT * FROM {table}_finder {alias} WHERE {place} ORDER BY {order} LIMIT {window}
), hits AS MATERIALIZED (
    SELECT {alias}.id FROM near {alias} WHERE {where} ORDER BY {order} LIMIT {limit}
), beyond AS MATERIALIZED (
    SELECT * FROM {table}_finder {alias}
    WHERE (SELECT count(*) FROM hits) BETWEEN {fewest} AND {limit} - 1 AND {full} AND {place}
    ORDER BY {order} LIMIT {window * WIDER}
), more AS MATERIALIZED (
    SELECT {alias}.id FROM beyond {alias} WHERE {where} ORDER BY {order} LIMIT {limit}
), far AS MATERIALIZED (
    SELECT {alias}.id, {alias}.{moment} FROM {table}_finder {alias}
    WHERE {far} AND (SELECT count(*) FROM hits) < {limit} AND {full} AND (SELECT count(*) FROM more) < {limit}
      AND {place} AND {where}
), found AS MATERIALIZED (
    SELECT id FROM hits UNION SELECT id FROM more
    UNION (SELECT {alias}.id FROM far {alias} ORDER BY {order} LIMIT {limit})
)"""  # noqa: S608 - names and conditions of our own
