"""Calls and answers of the shop in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.kernel.transport import VendorAnswer

Json = dict[str, Any]


@dataclass
class Call:
    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]
    repeatable: bool | None


def answer(status: int, body: Any, **headers: str) -> VendorAnswer:
    return VendorAnswer(status, {k.replace("_", "-"): v for k, v in headers.items()}, orjson.dumps(body))


def page(status: int, text: str = "<html><body>Hello</body></html>", **headers: str) -> VendorAnswer:
    return VendorAnswer(status, {k.replace("_", "-"): v for k, v in headers.items()}, text.encode())


def error(status: int, code: str, message: str = "No.") -> VendorAnswer:
    return answer(status, {"code": code, "message": message, "data": {"status": status}})


def listed(items: list[Json], query: Mapping[str, str], *, backwards: bool = False) -> VendorAnswer:
    """The collection parameters that the connector uses, with the vendor's meaning of each."""

    def ids(name: str) -> set[int]:
        return {int(v) for v in query[name].split(",") if v} if query.get(name) else set()

    after, until = query.get("modified_after"), query.get("modified_before")
    for value in (after, until):
        assert value is None or (query.get("dates_are_gmt") == "true" and not value.endswith("Z")), "WordPress shifts it"
    found = [i for i in items if not ids("include") or i["id"] in ids("include")]
    found = [i for i in found if i["id"] not in ids("exclude")]
    found = [i for i in found if after is None or i["date_modified_gmt"] > after]
    found = [i for i in found if until is None or i["date_modified_gmt"] < until]
    found.sort(key=lambda i: -i["id"] if backwards else i["id"])  # the order of ties is the database's affair
    if query.get("orderby") == "modified":
        found.sort(key=lambda i: i["date_modified_gmt"])
    elif query.get("orderby") == "id":
        found.sort(key=lambda i: i["id"])
    size = int(query.get("per_page", 10))
    assert size <= 100
    start = int(query["offset"]) if query.get("offset") else (int(query.get("page", 1)) - 1) * size
    return answer(200, found[start : start + size], x_wp_total=str(len(found)))
