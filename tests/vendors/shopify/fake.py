"""A transport that plays Shopify from a script, and holds both sides to the schema while it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from app.kernel.transport import VendorAnswer
from app.ports.vendor import Channel, Credentials, Environment
from app.vendors.shopify.documents import DOCUMENTS, Document
from tests.vendors.contracts import GraphQL

BASE = "https://my-store.myshopify.com"
SCHEMA = ("shopify", "admin_2026-07.introspection.json")

Script = Callable[[Mapping[str, Any]], Any]


@cache
def schema() -> GraphQL | None:
    """The vendor's schema; None where the contract files are absent, so that round trips still run."""
    try:
        return GraphQL(*SCHEMA)
    except pytest.skip.Exception:
        return None


def problems(*errors: tuple[str, str], field: str = "input") -> list[dict[str, Any]]:
    """`userErrors` of (code, message); an empty code leaves it out, as mutations without codes do."""
    return [{"field": [field], "message": m, **({"code": c} if c else {})} for c, m in errors]


def connection(nodes: list[Any], *, more: str = "") -> dict[str, Any]:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": bool(more), "endCursor": more or None}}


def error(code: str, message: str = "refused", **more: Any) -> VendorAnswer:
    """A 200 with one top-level error and no data."""
    told = {"message": message, "extensions": {"code": code}, **more}
    return answer({"errors": [told], "data": None})


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> VendorAnswer:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return VendorAnswer(status, dict(headers or {}), raw)


@dataclass
class Call:
    name: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    cost: float
    repeatable: bool | None
    url: str
    body: bytes


@dataclass
class FakeShopify:
    """`script` maps a document's name to what answers it: a function of its variables that gives `data`, or a
    VendorAnswer, or raises. Other addresses (tokens, bulk results) are answered by `pages`, by method and URL."""

    script: dict[str, Script] = field(default_factory=dict)
    pages: dict[str, Script] = field(default_factory=dict)
    cost: float = 20
    available: float = 1900
    calls: list[Call] = field(default_factory=list)
    observed: list[tuple[float, float | None, float | None]] = field(default_factory=list)

    def named(self, name: str) -> list[Call]:
        return [c for c in self.calls if c.name == name]

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        cost: float = 1.0,
        repeatable: bool | None = None,
        purpose: str = "",
        timeout: float = 30.0,
    ) -> VendorAnswer:
        body = content or (urlencode(form).encode() if form else b"")
        if not url.endswith("/graphql.json"):
            given = dict(form or {}) or dict(headers or {})
            self.calls.append(Call(purpose, given, dict(headers or {}), cost, repeatable, url, body))
            told = self.pages[f"{method} {url}"](given)
            return told if isinstance(told, VendorAnswer) else answer(told)
        assert (method, url) == ("POST", f"{BASE}/admin/api/2026-07/graphql.json")
        asked = orjson.loads(body)
        document = next(d for d in DOCUMENTS if d.text == asked["query"])
        self.calls.append(Call(document.name, asked["variables"], dict(headers or {}), cost, repeatable, url, body))
        return self._answered(document, asked["variables"])

    def _answered(self, document: Document, variables: Mapping[str, Any]) -> VendorAnswer:
        if found := schema():
            assert found.variable_errors(document.text, variables) == []
        told = self.script[document.name](variables)
        if isinstance(told, VendorAnswer):
            return told
        if found := schema():
            assert found.answer_errors(document.text, told, variables) == [], document.name
        bucket = {"maximumAvailable": 2000.0, "currentlyAvailable": self.available, "restoreRate": 100.0}
        spent = {"requestedQueryCost": self.cost, "actualQueryCost": self.cost, "throttleStatus": bucket}
        return answer({"data": told, "extensions": {"cost": spent}})

    async def observe(self, *, available: float, capacity: float | None = None, restore: float | None = None) -> None:
        self.observed.append((available, capacity, restore))


TOKEN = Credentials(
    auth="token",
    environment=Environment.LIVE,
    public={"shop": "my-store"},
    secrets={"access_token": "shpat_1", "client_secret": "hush"},
)


def channel(shop: FakeShopify, credentials: Credentials = TOKEN, **more: Any) -> Channel:
    opened = Channel(
        connection_id="0198f0aa-0000-7000-8000-0123456789ab", credentials=credentials, transport=shop, base_url=BASE
    )
    return replace(opened, currency="EUR", **more)


def agrees(actual: Any, expected: Any, where: str = "") -> list[str]:
    """Where `actual` (a frozen value of the ports) is not what `expected` (JSON) says of it.

    An expected object names the fields that it speaks of; lists are compared whole; money and times as text.
    """
    if isinstance(expected, dict):
        get = actual.__getitem__ if isinstance(actual, Mapping) else lambda name: getattr(actual, name)
        return [e for name, value in expected.items() for e in agrees(get(name), value, f"{where}.{name}")]
    if isinstance(expected, list):
        if len(actual) != len(expected):
            return [f"{where}: {len(actual)} instead of {len(expected)}: {actual!r}"]
        pairs = enumerate(zip(actual, expected, strict=True))
        return [e for at, (a, b) in pairs for e in agrees(a, b, f"{where}[{at}]")]
    if isinstance(actual, Decimal):
        same = isinstance(expected, str) and actual == Decimal(expected)
    elif isinstance(actual, datetime):
        same = actual == datetime.fromisoformat(expected) and actual.utcoffset() is not None
    else:
        same = actual == expected and type(actual) is type(expected)
    return [] if same else [f"{where}: {actual!r} instead of {expected!r}"]
