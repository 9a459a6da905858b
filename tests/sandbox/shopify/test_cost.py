"""Points: what a query costs, what the bucket holds, what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, parse

from app.sandbox.shopify.cost import Pricing, weight
from app.sandbox.shopify.ids import gid
from tests.sandbox.shopify.support import played
from tests.vendors.contracts import GraphQL, spec

PLANS = {"basic": (2000, 100), "advanced": (4000, 200), "plus": (20_000, 1000), "enterprise": (40_000, 2000)}
DEAR = """{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id variant { id product { id
    variants(first: 100) { nodes { id } } } } } } } } }"""


def _recorded(node: Any) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Documents with variables and the answers that the vendor gave to them."""
    if isinstance(node, list):
        for item in node:
            yield from _recorded(item)
    if not isinstance(node, dict):
        return
    text, answer = node.get("query"), node.get("response")
    if isinstance(text, str) and isinstance(answer, dict):
        payload = answer.get("payload", answer)
        if isinstance(payload, dict) and (payload.get("extensions") or {}).get("cost"):
            yield text, node.get("variables") or {}, payload
    for item in node.values():
        yield from _recorded(item)


def test_the_vendors_recorded_costs_are_met() -> None:
    """Nine of ten recorded prices come out to the point; the rest have fields with a price of their own."""
    schema = GraphQL("shopify", "admin_2026-07.introspection.json").schema
    seen: dict[str, tuple[bool, bool]] = {}
    for file in sorted(spec("shopify", "samples", "graphql-recorded").rglob("*.json")):
        for text, variables, payload in _recorded(json.loads(file.read_bytes())):
            try:
                document = parse(text)
            except GraphQLError:
                continue
            operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
            pricing, cost = Pricing(schema, document, variables), payload["extensions"]["cost"]
            asked = pricing.requested(operation) == cost["requestedQueryCost"]
            seen[text + json.dumps(variables)] = (
                asked,
                pricing.actual(operation, payload.get("data")) == cost["actualQueryCost"],
            )
    requested, actual = (sum(pair[n] for pair in seen.values()) / len(seen) for n in (0, 1))
    assert len(seen) > 400
    assert requested > 0.9 and actual > 0.88, (requested, actual)


def test_a_page_weighs_by_the_logarithm_of_its_size() -> None:
    assert [weight(size) for size in (1, 2, 5, 10, 50, 100, 200, 250)] == [1, 1, 3, 4, 7, 9, 10, 11]


async def test_the_bucket_depends_on_the_plan_and_is_charged_what_a_query_cost() -> None:
    for plan, (maximum, restore) in PLANS.items():
        async with played(plan=plan) as app:
            for _ in range(3):
                app.sell("TEA-50", 1)
            body = await app.ask("{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } }")
            cost = body["extensions"]["cost"]
            assert cost["requestedQueryCost"] == 156
            assert cost["actualQueryCost"] == 2 + 2 * (1 + 2 + 1)
            status = cost["throttleStatus"]
            assert (status["maximumAvailable"], status["restoreRate"]) == (maximum, restore)
            assert status["currentlyAvailable"] == maximum - cost["actualQueryCost"]
            app.forward(seconds=1)
            later = (await app.ask("{ shop { name } }"))["extensions"]["cost"]["throttleStatus"]
            assert later["currentlyAvailable"] == maximum - 1


async def test_an_empty_bucket_throttles_with_status_200_and_fills_up_again() -> None:
    async with played(plan="basic") as app:
        product = gid("Product", next(iter(app.shop.products)))
        many = (f'm{n}: tagsAdd(id: "{product}", tags: []) {{ userErrors {{ message }} }}' for n in range(90))
        text = f"mutation {{ {' '.join(many)} }}"
        first = await app.ask(text)
        assert first["extensions"]["cost"]["requestedQueryCost"] == 900
        await app.ask(text)
        answer = await app.post(text)
        assert answer.status_code == 200 and "retry-after" not in answer.headers
        assert answer.json() == {
            "errors": [
                {
                    "message": "Throttled",
                    "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
                }
            ],
            "extensions": {
                "cost": {
                    "requestedQueryCost": 900,
                    "actualQueryCost": None,
                    "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 200, "restoreRate": 100.0},
                }
            },
        }
        app.forward(seconds=7)
        assert "data" in await app.ask(text)


async def test_no_query_may_cost_more_than_a_thousand_points() -> None:
    async with played() as app:
        body = await app.ask(DEAR)
        assert set(body) == {"errors"}
        error = body["errors"][0]
        assert error["message"].startswith("Query cost is 1729, which exceeds the single query max cost limit (1000).")
        assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
        assert (error["extensions"]["cost"], error["extensions"]["maxCost"]) == (1729, 1000)
