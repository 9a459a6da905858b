"""A client of the played WooCommerce that holds every answer against the vendor's contract."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema

CONTRACT = "woocommerce/wc-v3.derived.openapi.json"
SPECS = Path(os.environ.get("KSAP_SPECS", Path(__file__).parents[4] / "shared" / "specs"))
# Where the contract (made from the documentation's tables) is narrower than the vendor's own source, which says: the price of
# a line is a number, the SKU of a line whose product is gone is null, /products finds variations too, pictures may be null,
# meta data may be of any type.
WIDER: dict[str, dict[str, Any]] = {
    "order-line-items-properties.response": {"price": {"type": "number"}, "sku": {"type": ["string", "null"]}},
    "order-refund-line-items-properties.response": {
        "price": {"type": ["number", "string"]},
        "sku": {"type": ["string", "null"]},
    },
    "product-properties.response": {"type": {"enum": ["simple", "grouped", "external", "variable", "variation"]}},
    "product-variation-properties.response": {"image": {"type": ["object", "null"]}},
    "product-category-properties.response": {"image": {"type": ["object", "null"]}},
}


@cache
def contract() -> dict[str, Any] | None:
    """The vendor's contract with the wider types; None where it is not at hand."""
    path = SPECS / CONTRACT
    if not path.exists():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text())
    schemas = loaded["components"]["schemas"]
    for name, fields in WIDER.items():
        for field, wider in fields.items():
            properties = schemas[name]["properties"]
            properties[field] = wider if field in ("price", "sku", "image") else {**properties[field], **wider}
    for name, schema in schemas.items():
        if name.endswith("-meta-data-properties.response"):
            schema["properties"]["value"] = {}
    return loaded


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    document = contract() or {"paths": {}}
    paths = sorted(document["paths"], key=lambda p: p.count("{"))
    numbers = [re.sub(r"\{\w*id\}", r"\\d+", path) if "/settings/" not in path else path for path in paths]
    return [(re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", n) + "$"), path) for n, path in zip(numbers, paths, strict=True)]


@cache
def _validator(path: str, method: str) -> jsonschema.Draft202012Validator | None:
    document = contract()
    operation = document["paths"][path].get(method) if document else None
    if document is None or operation is None:
        return None
    answer: dict[str, Any] = next((r for code, r in operation["responses"].items() if code.startswith("2")), {})
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return None
    return jsonschema.Draft202012Validator({**schema, "components": document["components"]})


def hold(method: str, route: str, data: Any) -> bool:
    """Check an answer against the contract; whether the contract knows the route."""
    path = next((p for pattern, p in _templates() if pattern.match(route)), None)
    validator = _validator(path, method.lower()) if path else None
    if validator is None:
        return False
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(data)]
    assert not errors, f"{method} {route}: {errors[:5]}"
    return True


def oauth(
    method: str, url: str, params: dict[str, str], key: str, secret: str, *, at: int, nonce: str, sha: str = "SHA256"
) -> dict[str, str]:
    """The parameters with those of OAuth 1.0a, signed; `params` as they are sent, `a[0]` for arrays."""
    every = {
        **params,
        "oauth_consumer_key": key,
        "oauth_nonce": nonce,
        "oauth_signature_method": f"HMAC-{sha}",
        "oauth_timestamp": str(at),
    }
    pairs = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in every.items())
    base = "&".join((method, quote(url, safe="~"), quote("&".join(f"{k}={v}" for k, v in pairs), safe="~")))
    digest = hmac.new(f"{secret}&".encode(), base.encode(), getattr(hashlib, sha.lower())).digest()
    return {**every, "oauth_signature": base64.b64encode(digest).decode()}


class Woo:
    """A shop's REST API as an app with a key calls it, over TLS that ended at a proxy."""

    def __init__(self, client: httpx.AsyncClient, home: str, key: str, secret: str) -> None:
        self.client, self.home, self.key, self.secret = client, home, key, secret
        self.held = 0

    async def __call__(self, method: str, route: str, body: Any = None, **params: Any) -> httpx.Response:
        """A call of `/wc/v3/{route}` (or of a route that begins with a slash); its answer held against the contract."""
        full = route if route.startswith("/") else f"/wc/v3/{route}"
        answer = await self.client.request(
            method,
            f"{self.home}/wp-json{full}",
            params=params,
            json=body,
            auth=(self.key, self.secret),
            headers={"x-forwarded-proto": "https"},
        )
        if answer.is_success and "_fields" not in params:
            self.held += hold(method, full, answer.json())
        return answer

    async def get(self, route: str, **params: Any) -> Any:
        """The data of a GET that must succeed."""
        answer = await self("GET", route, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, method: str, route: str, body: Any = None, **params: Any) -> Any:
        """The data of a write that must succeed."""
        answer = await self(method, route, body, **params)
        assert answer.is_success, answer.text
        return answer.json()
