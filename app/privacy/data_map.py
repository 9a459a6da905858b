"""The data map: what every column of every table is for, and whether it tells of a person. Read from data_map.toml here
and in any other context."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

SUBJECTS = ("buyer", "member", "both", "none")
CLASSES = ("plain", "personal", "secret")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    purpose: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    subject: str
    purpose: str
    kept: str
    columns: tuple[Column, ...]
    member: str = ""
    forget: str = ""

    def of_kind(self, kind: str) -> list[str]:
        return [column.name for column in self.columns if column.kind == kind]


def _columns(content: Mapping[str, Any]) -> Iterable[Column]:
    for kind in CLASSES:
        for names, purpose in content.get(kind, {}).items():
            yield from (Column(name, purpose, kind) for name in names.split())


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Every table by name; its columns without those that all tables share (`common`)."""
    content: dict[str, Any] = {}
    for page in sorted(Path(__file__).parent.parent.glob("*/data_map.toml")):
        part = tomllib.loads(page.read_text("utf-8"))
        if twice := set(part) & set(content):
            raise ValueError(f"{page}: {', '.join(sorted(twice))} is mapped elsewhere")
        content |= part
    content.pop("_common")
    return {
        name: Table(
            name, each["subject"], each["purpose"], each["kept"], tuple(_columns(each)), each.get("member", ""),
            each.get("forget", ""),
        )
        for name, each in sorted(content.items())
    }  # fmt: skip


@lru_cache(maxsize=1)
def common() -> dict[str, str]:
    """{column: purpose} of what all tables share."""
    found: dict[str, str] = tomllib.loads((Path(__file__).parent / "data_map.toml").read_text("utf-8"))["_common"]
    return found


def problems(actual: Mapping[str, Iterable[str]]) -> list[str]:
    """What is wrong with the map, given the columns of each table: [] when every column has its purpose."""
    known, wrong = tables(), []
    wrong += [
        f"table {name} is not in the data map: describe it in its context's data_map.toml"
        for name in sorted(set(actual) - set(known))
    ]
    wrong += [f"the data map knows a table {name}, which does not exist" for name in sorted(set(known) - set(actual))]
    for name in sorted(set(known) & set(actual)):
        table, there = known[name], set(actual[name])
        mapped = [column.name for column in table.columns]
        wrong += [f"{name}.{column} has no purpose" for column in sorted(there - set(mapped) - set(common()))]
        wrong += [f"{name}.{column} does not exist" for column in sorted(set(mapped) - there)]
        wrong += [f"{name}.{column} is mapped twice" for column in sorted({c for c in mapped if mapped.count(c) > 1})]
        wrong += [f"{name}.{c.name} has an empty purpose" for c in table.columns if not c.purpose.strip()]
        if table.subject not in SUBJECTS:
            wrong.append(f"{name}: {table.subject!r} is no subject")
        if table.subject == "none" and table.of_kind("personal"):
            wrong.append(f"{name} tells of a person, and names no subject")
    return wrong


def document() -> str:
    """The map as Markdown, for docs/security/data-map.md."""
    lines = [
        "# Data map",
        "",
        "What every column is for, and whether it tells of a person. Made by `ksap data-map` from "
        "`data_map.toml` of the contexts; a test fails when a column of a table has no purpose, and when this page is old.",
        "",
        f"In every table: {'; '.join(f'`{name}` – {purpose}' for name, purpose in common().items())}.",
        "",
        "**Personal** columns tell of a person; **secret** ones leave KSAP in no export.",
        "",
    ]
    for table in tables().values():
        lines += [f"## {table.name}", "", f"{table.purpose}. Subject: {table.subject}. Kept: {table.kept}.", ""]
        lines += ["| Column | Purpose | |", "|---|---|---|"] if table.columns else []
        for column in table.columns:
            kind = "" if column.kind == "plain" else f"**{column.kind}**"
            lines.append(f"| `{column.name}` | {column.purpose} | {kind} |")
        lines += [""] if table.columns else []
    return "\n".join(lines).rstrip() + "\n"
