"""Bulk operations: what may be asked, the file, groups, cancelling, restarts."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from app.sandbox.shopify import SANDBOX
from app.sandbox.shopify.bulk import STEP
from app.sandbox.snapshot import Snapshots
from app.sandbox.stage import Stage
from tests.sandbox.shopify.support import App
from tests.sandbox.support import Receiver, serving

RUN = """mutation($query: String!, $group: Boolean! = false) { bulkOperationRunQuery(query: $query, groupObjects: $group) {
    bulkOperation { id status type errorCode createdAt completedAt query
        objectCount rootObjectCount fileSize url partialDataUrl }
    userErrors { field message code } } }"""
READ = """query($id: ID!) { bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount fileSize url } }"""
VARIANTS = (
    "{ products { edges { node { id title variants { edges { node { id sku inventoryItem { unitCost { amount } } } } } } } } }"
)


async def _run(app: App, query: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await app.data(RUN, {"query": query, **more}))["bulkOperationRunQuery"]
    return found


async def _finished(app: App, number: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            found: dict[str, Any] = (await app.data(READ, {"id": number}))["bulkOperation"]
            if found["status"] not in ("CREATED", "RUNNING", "CANCELING"):
                return found
            await asyncio.sleep(0.005)


async def _lines(app: App, op: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await app.http.get(op["url"])
    assert answer.status_code == 200 and len(answer.content) == int(op["fileSize"])
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_a_query_runs_to_its_end_and_leaves_a_file(app: App) -> None:
    begun = await _run(app, VARIANTS)
    assert begun["userErrors"] == []
    first = begun["bulkOperation"]
    assert (first["status"], first["type"], first["query"]) == ("CREATED", "QUERY", VARIANTS)
    assert (first["objectCount"], first["rootObjectCount"], first["fileSize"], first["url"]) == ("0", "0", None, None)
    done = await _finished(app, first["id"])
    assert (done["status"], done["objectCount"], done["rootObjectCount"], done["errorCode"]) == ("COMPLETED", "5", "2", None)
    lines = await _lines(app, done)
    products = [line for line in lines if "__parentId" not in line]
    assert [p["title"] for p in products] == ["Green tea", "Cup"]
    assert all(set(p) == {"id", "title"} for p in products)
    # Ungrouped, no child need stand right behind its parent.
    assert lines[:2] == products
    assert [(line["sku"], line["__parentId"]) for line in lines[2:]] == [
        ("TEA-50", products[0]["id"]), ("TEA-100", products[0]["id"]), ("CUP", products[1]["id"]),
    ]  # fmt: skip
    assert (await app.data("{ currentBulkOperation { id status } }"))["currentBulkOperation"]["id"] == first["id"]
    every = await app.data('{ bulkOperations(first: 5, query: "status:completed") { nodes { id } } }')
    assert [n["id"] for n in every["bulkOperations"]["nodes"]] == [first["id"]]


async def test_grouped_children_stand_behind_their_parent(app: App) -> None:
    done = await _finished(app, (await _run(app, VARIANTS, group=True))["bulkOperation"]["id"])
    assert [line.get("sku", line.get("title")) for line in await _lines(app, done)] == [
        "Green tea",
        "TEA-50",
        "TEA-100",
        "Cup",
        "CUP",
    ]


async def test_more_than_one_step_of_orders_with_two_levels(app: App) -> None:
    for _ in range(STEP + 3):
        app.sell("TEA-50", 1, on_shortage="oversell")
    query = """{ orders(query: "status:open") { edges { node { id name fulfillmentOrders { edges { node { id
        lineItems { edges { node { id remainingQuantity } } } } } } } } } }"""
    done = await _finished(app, (await _run(app, query))["bulkOperation"]["id"])
    assert (done["rootObjectCount"], done["objectCount"]) == (str(STEP + 3), str(3 * (STEP + 3)))
    lines = await _lines(app, done)
    ids = [line["id"] for line in lines]
    assert len(ids) == len(set(ids))
    assert all(line["__parentId"] in set(ids) for line in lines if "__parentId" in line)


async def test_nothing_found_is_no_file(app: App) -> None:
    done = await _finished(app, (await _run(app, "{ orders { edges { node { id } } } }"))["bulkOperation"]["id"])
    assert (done["status"], done["url"], done["objectCount"]) == ("COMPLETED", None, "0")
    assert (await app.http.get("/shopify/tea-house/bulk/guess.jsonl")).status_code == 404


async def test_missing_scopes_fail_the_operation(app: App) -> None:
    token = app.grant("read_products")
    begun = (await app.data(RUN, {"query": "{ orders { edges { node { id } } } }"}, token=token))["bulkOperationRunQuery"]
    done = await _finished(app, begun["bulkOperation"]["id"])
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "ACCESS_DENIED", None)


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("", ["Invalid bulk query: syntax error, unexpected end of file"]),
        ("{ shop { id } }", ["Bulk queries must contain at least one connection."]),
        ("mutation { orderClose(input: {id: 1}) { order { id } } }", ["Invalid operation type. Only `query` "
                                                                      "operations are supported."]),
        (
            "{ products { nodes { id title } } }",
            [
                "All connection fields in a bulk query must select their contents using 'edges' > 'node', "
                "e.g: 'products { edges { node {'. Selecting via 'nodes' is not supported. "
                "Invalid connection fields: 'products'."
            ],
        ),
        (
            '{ node(id: "gid://shopify/Product/0") { id } }',
            ["Bulk queries cannot contain a top level `node` field.", "Bulk queries must contain at least one connection."],
        ),
        (
            "{ products { edges { node { title variants { edges { node { id } } } } } } }",
            [
                "The parent 'node' field for a nested connection must select the 'id' field "
                "without an alias and must be of 'ID' return "
                "type. Connection fields without 'id': products."
            ],
        ),
        (
            "{ products { edges { node { nope } } } }",
            ["Invalid bulk query: Field 'nope' doesn't exist on type 'Product'"],
        ),
        (
            "{ orders { edges { node { id refunds { refundLineItems { edges { node { quantity } } } } } } } }",
            ["Queries that contain a connection field within a list field are not currently supported."],
        ),
        (
            "{ customers { edges { node { id orders { edges { node { id fulfillmentOrders { "
            "edges { node { id lineItems { edges { node "
            "{ id } } } } } } } } } } } } }",
            ["Bulk queries cannot contain connections with a nesting depth greater than 2."],
        ),
        (
            "{ products { edges { node { id } } } orders { edges { node { id lineItems { edges { node { id } } } "
            "fulfillmentOrders { edges { node { id } } } shippingLines { edges { node { id } } } "
            "metafields { edges { node { id } } } } } } }",
            ["Bulk queries cannot contain more than 5 connections."],
        ),
    ],
)  # fmt: skip
async def test_queries_that_cannot_be_run(app: App, query: str, messages: list[str]) -> None:
    found = await _run(app, query)
    assert found["bulkOperation"] is None
    assert found["userErrors"] == [{"field": ["query"], "message": message, "code": "INVALID"} for message in messages]


async def test_five_at_a_time(app: App) -> None:
    ids = [(await _run(app, VARIANTS))["bulkOperation"]["id"] for _ in range(5)]
    sixth = await _run(app, VARIANTS)
    assert sixth["bulkOperation"] is None
    assert sixth["userErrors"][0]["code"] == "OPERATION_IN_PROGRESS"
    assert sixth["userErrors"][0]["message"].endswith(f"already in progress: {', '.join(ids)}.")
    for number in ids:
        assert (await _finished(app, number))["status"] == "COMPLETED"
    assert (await _run(app, VARIANTS))["userErrors"] == []


async def test_cancelling(app: App) -> None:
    text = "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { field message } } }"
    number = (await _run(app, VARIANTS))["bulkOperation"]["id"]
    assert (await app.data(text, {"id": number}))["bulkOperationCancel"]["bulkOperation"] == {"status": "CANCELING"}
    done = await _finished(app, number)
    assert (done["status"], done["url"]) == ("CANCELED", None)
    again = (await app.data(text, {"id": number}))["bulkOperationCancel"]
    assert again["userErrors"][0]["message"] == "A bulk operation cannot be canceled when it is canceled"


async def test_its_end_is_told_by_webhook(app: App) -> None:
    create = """mutation($uri: String!) {
        webhookSubscriptionCreate(topic: BULK_OPERATIONS_FINISH, webhookSubscription: {uri: $uri}) {
        userErrors { message } } }"""
    receiver = Receiver()
    async with serving(receiver, lifespan="off") as address:
        assert (await app.data(create, {"uri": f"{address}/hooks"}))["webhookSubscriptionCreate"]["userErrors"] == []
        number = (await _run(app, VARIANTS))["bulkOperation"]["id"]
        await _finished(app, number)
        await app.stage.deliveries.idle()
    [(headers, body)] = receiver.got
    assert headers["x-shopify-topic"] == "bulk_operations/finish"
    told = json.loads(body)
    assert (told["admin_graphql_api_id"], told["status"], told["type"], told["error_code"]) == (
        number,
        "completed",
        "query",
        None,
    )


async def test_a_snapshot_carries_an_operation_over_a_restart(app: App) -> None:
    finished = await _finished(app, (await _run(app, VARIANTS))["bulkOperation"]["id"])
    before = await _lines(app, finished)
    waiting = (await _run(app, VARIANTS))["bulkOperation"]["id"]
    raw = Snapshots(app.stage).dump()
    other = Stage([SANDBOX], time_factor=1e6, clock=app.stage.clock)
    Snapshots(other).load(raw)
    anew = App(other, other.world.shop("tea-house"), app.http, app.token)
    gate = other.gates["shopify"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://127.0.0.1") as http:
        anew.http = http
        assert await _lines(anew, finished) == before, "made anew, as the file is not in the snapshot"
        assert (await _finished(anew, waiting))["status"] == "COMPLETED"
