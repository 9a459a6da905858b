"""Request bodies against the vendor's contract, strictly: types, unknown fields, fields that may only be read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vendors.contracts import OpenApi

# Writable although the documentation's tables lack it or call it read-only (class-wc-rest-*-controller.php).
BEYOND = {
    "cost_of_goods_sold",  # products and variations, 9.5
    "global_unique_id",  # variations, 9.2
    "brands.id",
    "name",  # of tags, categories and brands when they are created
    "update.id",
    "delivery_url",
    "defined_value",
    "values",
}


def contract() -> OpenApi:
    return OpenApi("woocommerce", "wc-v3.derived.openapi.json")


def check_body(method: str, path: str, body: Any) -> None:
    """The body against the contract, strictly. Routes of extensions and of later versions are not in it."""
    json.dumps(body)  # plain types only: no Decimal, no date slips through
    if body is None:
        return
    try:
        api = contract()
        operation = api.operation(method, f"/{path}")
    except (LookupError, pytest.skip.Exception):
        return
    problems = api.request_errors(method, f"/{path}", body)
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    problems += list(_strange(api.document, schema, body, ""))
    assert not problems, f"{method} {path} {body}: {problems}"


def _strange(document: Any, schema: Any, value: Any, path: str) -> Any:
    """Fields that the schema does not have, or that may only be read."""
    for part in schema.get("allOf", ()):
        yield from _strange(document, part, value, path)
    if "$ref" in schema:
        target = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        yield from _strange(document, target, value, path)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            yield from _strange(document, schema["items"], item, path)
    elif isinstance(value, dict) and "properties" in schema:
        for name, item in value.items():
            full = f"{path}.{name}".lstrip(".")
            if name in BEYOND or full in BEYOND:
                continue
            known = schema["properties"].get(name)
            if known is None or known.get("readOnly"):
                yield f"{full} is {'unknown' if known is None else 'read-only'}"
            else:
                yield from _strange(document, known, item, full)
