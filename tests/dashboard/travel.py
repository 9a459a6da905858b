"""Hostile texts on the roads that real ones take: every text field of every writing call, as the API describes it, and
the shops that the connectors read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from itertools import count
from typing import Any

from app.sandbox.ordering import Cart, CartLine
from app.sandbox.shop import Address
from app.sandbox.world import World
from tests.dashboard.poison import ADDRESSES, CORPUS
from tests.fuzz.driver import DOCUMENT
from tests.http import Client
from tests.test_matrix import NOBODY, sample

SHORT = ("<b data-stored>", "<svg onload=__stored=1 data-stored>", "\"'><i data-stored>", "=1+1")
"""For fields with room for little."""
ROUNDS = 6
Place = tuple[str | int, ...]
WITH_OPTIONS: dict[Place, Any] = {
    ("currency",): None,
    ("options",): [{"name": SHORT[0], "values": [CORPUS[1]]}],
    ("variants", 0, "options"): [[SHORT[0], CORPUS[1]]],
}
MEANT: dict[str, dict[Place, Any]] = {
    "adjust_stock": {("changes", 0, "delta"): 1},
    "create_oauth_client": {("redirect_uris",): ["https://a.example/return"]},
    "create_product": WITH_OPTIONS,
    "create_store_product": WITH_OPTIONS,
    "change_orders": {("cursor",): None},
    "bulk_update_store_products": {("products", 0, "variants"): None, ("products", 0, "options"): None},
    "put_template": {("text",): f"{CORPUS[0]}\n\n{{{{ link }}}}\n\n{CORPUS[1]}"},
    "update_product": {("variants",): None, ("options",): None},
    "update_store_product": {("variants",): None, ("options",): None},
    "update_oauth_client": {("redirect_uris",): ["https://a.example/return"]},
}
"""What a schema cannot tell of fields that go together, so that the texts beside them get in."""


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema without reference; of alternatives the first that is not null."""
    if "$ref" in schema:
        return resolved(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return resolved(next((each for each in schema[word] if each.get("type") != "null"), schema[word][0]))
    return schema


def texts(schema: Mapping[str, Any], at: Place = ()) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Where a body has free text: no code of a list, no format, nothing secret."""
    here = resolved(schema)
    if here.get("type") == "string" and not {"enum", "const", "format"} & set(here):
        yield at, here
    for name, inner in here.get("properties", {}).items():
        yield from texts(inner, (*at, name))
    if here.get("type") == "array":
        yield from texts(here.get("items", {}), (*at, 0))
    if isinstance(more := here.get("additionalProperties"), dict):
        yield from texts(more, (*at, "note"))


def filled(schema: Mapping[str, Any]) -> Any:
    """The smallest body that has a place for every text: what is required, and what has texts in it."""
    here = resolved(schema)
    if here.get("type") == "object" and "properties" in here:
        wanted = [n for n, s in here["properties"].items() if n in here.get("required", ()) or any(texts(s))]
        return {name: filled(here["properties"][name]) for name in wanted}
    if here.get("type") == "array" and any(texts(here)):
        return [filled(here["items"]) for _ in range(max(1, here.get("minItems", 1)))]
    return _code(here) if here.get("type") == "string" else sample(dict(here), DOCUMENT)


def _code(schema: Mapping[str, Any]) -> Any:
    """A word that is no text: what a pattern or a list allows."""
    known = {"currency": "EUR", "time-zone": "Europe/Berlin", "vendor": "shopify", "permission": "orders.read"}
    if schema.get("format") in known:
        return known[schema["format"]]
    if "pattern" in schema:
        fit = [word for word in ("DE", "EUR", "a1", "1", "note", "") if re.search(schema["pattern"], word)]
        return fit[0] if fit else sample(dict(schema), DOCUMENT)
    return sample(dict(schema), DOCUMENT)


def word_for(name: str, schema: Mapping[str, Any], number: int) -> str | None:
    """An entry of the corpus that the schema admits, another one each time; None where it admits none."""
    words = (*ADDRESSES, *CORPUS) if name.endswith(("url", "website", "link")) else (*CORPUS, *SHORT)
    most, least, pattern = schema.get("maxLength", 10**6), schema.get("minLength", 0), schema.get("pattern", "")
    fit = [word for word in words if least <= len(word) <= most and re.search(pattern, word)]
    return fit[number % len(fit)] if fit else None


def put(body: Any, at: Place, value: Any) -> Any:
    """The same body with a value at a place; what is missing on the way is made. None takes the field away."""
    if not at:
        return value
    head, rest = at[0], at[1:]
    if isinstance(head, int):
        inner = put(body[0] if isinstance(body, list) and body else None, rest, value)
        rest_of = list(body[1:]) if isinstance(body, list) else []
        return rest_of if inner is None else [inner, *rest_of]
    given = dict(body) if isinstance(body, dict) else {}
    inner = put(given.get(head), rest, value)
    if inner is None:
        given.pop(head, None)
    else:
        given[head] = inner
    return given


@dataclass
class Road:
    """What went by the API: per operation the places that took hostile text, and how it was refused else."""

    took: dict[str, set[Place]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    offered: dict[str, set[Place]] = field(default_factory=dict)
    _number: count[int] = field(default_factory=count)

    async def walk(self, client: Client, mine: Mapping[str, str]) -> None:
        """Every writing call once, and again without what it refused."""
        for path, methods in DOCUMENT["paths"].items():
            for method, operation in methods.items():
                content = operation.get("requestBody", {}).get("content", {}).get("application/json")
                if method == "get" or content is None:
                    continue
                address = re.sub(r"{(\w+)}", lambda found: mine.get(found[1], NOBODY), path)
                await self._one(client, method.upper(), address, operation["operationId"], content["schema"], mine)

    async def _one(
        self, client: Client, method: str, path: str, name: str, schema: Mapping[str, Any], mine: Mapping[str, str]
    ) -> None:
        places = {at: inner for at, inner in texts(schema) if at}
        hostile = {at: word for at, inner in places.items() if (word := word_for(str(at[-1]), inner, next(self._number)))}
        if not hostile:
            return
        self.offered[name] = set(hostile)
        base = with_mine(filled(schema), mine)
        for at, value in MEANT.get(name, {}).items():
            base = put(base, at, value)
            hostile = {place: word for place, word in hostile.items() if place[: len(at)] != at}
        for _ in range(ROUNDS):
            body = base
            for at, word in hostile.items():
                body = put(body, at, word)
            answer = await client.request(method, path, json=body)
            if answer.status_code < 400:
                self.took[name] = set(hostile)
                return
            error = answer.json()["error"]
            self.refused[name] = f"{answer.status_code} {error['code']}: {error['message'][:150]}"
            bad = {entry["field"] for entry in (*error["details"].get("errors", ()), error["details"]) if "field" in entry}
            kept = {at: word for at, word in hostile.items() if not any(_is(at, each) for each in bad)}
            if len(kept) == len(hostile) or not kept:
                return
            hostile = kept


def _is(at: Place, named: str) -> bool:
    """Whether an error that names `lines.0.title`, `title` or `body` speaks of a place."""
    said = ".".join(map(str, at))
    return said == named or said.startswith(f"{named}.") or named.endswith(f".{said}")


def with_mine(body: Any, mine: Mapping[str, str]) -> Any:
    """Ids of things that there are, wherever a body names one."""
    if isinstance(body, dict):
        return {name: _mine(name, value, mine) for name, value in body.items()}
    return [with_mine(each, mine) for each in body] if isinstance(body, list) else body


def _mine(name: str, value: Any, mine: Mapping[str, str]) -> Any:
    if isinstance(value, list) and name == "ids":
        return [mine["order_id"]]
    return mine.get(name, with_mine(value, mine))


# ── at the vendor's side ────────────────────────────────────────────────────────────────────────────────


def address(number: int) -> Address:
    """An address of which every line is hostile; vendors let no country be."""
    lines = {each.name: CORPUS[(number + place) % len(CORPUS)] for place, each in enumerate(fields(Address))}
    return Address(**{**lines, "country": "DE", "region_code": "", "phone": SHORT[number % len(SHORT)]})


def stock(world: World, handle: str) -> None:
    """A shop whose merchant writes hostile texts: products with everything, one for each word."""
    shop = world.shop(handle)
    shop.name = f"Tea {CORPUS[0]}"
    for place, location in enumerate(shop.locations):
        location.name = f"{CORPUS[place + 1]} {place}"
    for number, word in enumerate(CORPUS):
        world.create_product(
            shop,
            title=word,
            description_html=f"<p>{word}</p>",
            vendor=CORPUS[(number + 1) % len(CORPUS)],
            product_type=CORPUS[(number + 2) % len(CORPUS)],
            tags=[CORPUS[(number + 3) % len(CORPUS)].replace(",", " ")],
            options=[(f"Size {SHORT[number % 3]}", [f"{word} large"])],
            variants=[
                {"sku": f"H{number} {SHORT[number % 3]}", "barcode": SHORT[number % 3], "price": Decimal("4.90"), "stock": 50,
                 "option_values": [f"{word} large"]}
            ],
        )  # fmt: skip


def buy(world: World, handle: str, number: int) -> int:
    """An order in which every text is hostile; the vendor tells of it by webhook where somebody listens."""
    shop, said = world.shop(handle), [CORPUS[(number + place) % len(CORPUS)] for place in range(6)]
    hostile = [variant for product in shop.products.values() for variant in product.variants if variant.sku.startswith("H")]
    cart = Cart(
        lines=[CartLine(hostile[number % len(hostile)].id, 1), CartLine(None, 1, Decimal(3), Decimal(0), said[0], "")],
        email=f"buyer{number}@buyers.example",
        phone="",
        shipping=address(number),
        billing=address(number + 1),
        shipping_title=said[1],
        gateway=SHORT[0],
        note=said[2],
        tags=[said[3].replace(",", " ")],
        discount_code=SHORT[1],
    )
    return world.place_order(shop, cart).id
