"""One question for every field there is: nothing is missing, nothing is null that must not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    execute_sync,
    get_named_type,
    is_leaf_type,
    parse,
)

from app.sandbox.shop import Address, Customer, Image
from app.sandbox.shopify.engine import played
from app.sandbox.shopify.ids import gid, level_gid
from app.sandbox.shopify.status import task_number, tasks
from app.sandbox.shopify.types.inventory import NAMES
from app.sandbox.world import CartLine, Return
from tests.sandbox.shopify.support import App
from tests.sandbox.support import variant_id
from tests.vendors.contracts import GraphQL

INTROSPECTION = ("shopify", "admin_2026-07.introspection.json")
DEPTH = 3
PAGED = "first: 3"


def _arguments(path: str, known: dict[str, object], ids: dict[str, str]) -> str | None:
    """Arguments for a field; None for one that cannot be asked without knowing more."""
    given = []
    for name, argument in known.items():
        kind = argument.type  # type: ignore[attr-defined]
        if name == "first" and "last" in known:
            given.append(PAGED)
        elif isinstance(kind, GraphQLNonNull):
            value = {"names": f"[{', '.join(f'{chr(34)}{n}{chr(34)}' for n in NAMES)}]", "key": '"k"'}.get(name) or ids.get(
                name
            )
            if value is None:
                return None
            given.append(f"{name}: {value}")
    return f"({', '.join(given)})" if given else ""


def _selection(kind: GraphQLOutputType, depth: int, ids: dict[str, str]) -> str:
    named = get_named_type(kind)
    if isinstance(named, GraphQLUnionType | GraphQLInterfaceType):
        parts = [f"... on {t.name} {_selection(t, depth, ids)}" for t in played().get_possible_types(named)]
        return f"{{ __typename {' '.join(parts)} }}" if depth else "{ __typename }"
    assert isinstance(named, GraphQLObjectType)
    return f"{{ __typename {' '.join(_fields(named, depth, ids))} }}"


def _fields(named: GraphQLObjectType, depth: int, ids: dict[str, str]) -> Iterator[str]:
    for name, field in named.fields.items():
        arguments = _arguments(name, field.args, ids)
        # The same field of two types of a union may differ in type; an alias keeps them apart.
        alias = f"{named.name}_{name}"
        below = get_named_type(field.type)
        if arguments is None:
            continue
        if is_leaf_type(below):
            yield f"{alias}: {name}{arguments}"
        elif below.name.endswith(("Connection", "Edge")) or below.name in ("PageInfo", "MoneyBag", "MoneyV2"):
            yield f"{alias}: {name}{arguments} {_selection(below, depth, ids)}"
        elif depth > 0:
            yield f"{alias}: {name}{arguments} {_selection(below, depth - 1, ids)}"


@pytest.fixture
def busy(app: App) -> dict[str, str]:
    """A shop in which everything has happened once; ids of what there is, by type."""
    world, shop = app.stage.world, app.shop
    product = next(iter(shop.products.values()))
    home = Address("Ada", address1="Weg 1", country="DE")
    customer = world.create_customer(
        shop, email="ada@example.net", first_name="Ada", last_name="Meyer", phone="+49301",
        accepts_marketing=True, addresses=[home],
    )  # fmt: skip
    assert isinstance(customer, Customer)
    order = app.sell(
        lines=[CartLine(variant_id(shop, "TEA-50"), 3), CartLine(variant_id(shop, "CUP"), 1), CartLine(None, 1, title="Bow")],
        customer_id=customer.id, discount_code="TEN", discount_kind="percent", discount_value=Decimal(10),
        presentment_currency="USD", presentment_rate=Decimal("1.1"), on_shortage="oversell",
    )  # fmt: skip
    first = order.lines[0]
    parcel = world.fulfil(
        shop, order.id, {first.id: 2}, tracking_company="UPS", tracking_number="1Z1", tracking_url="https://x/1Z1"
    )
    refund = world.refund(shop, order.id, [Return(first.id, 1, "return")], shipping=Decimal("1.90"))
    pending = app.sell("TEA-100", 1, paid=False, gateway="bank_transfer")
    world.cancel_order(shop, pending.id, reason="customer")
    world.edit_product(shop, product.id, extra={"seo": {"title": "Tea"}}, tags=["tea"], published=shop.created)
    world.set_images(shop, product.id, [Image(shop.next_id(), "tea.png", "Tea")])
    app.forward(seconds=1)
    variant = product.variants[0]
    task = tasks(shop, order)[0]
    return {
        "Customer": gid("Customer", customer.id),
        "Fulfillment": gid("Fulfillment", parcel.id),
        "FulfillmentOrder": gid("FulfillmentOrder", task_number(task)),
        "InventoryItem": gid("InventoryItem", variant.inventory_id),
        "InventoryLevel": level_gid(shop.locations[0].id, variant.inventory_id),
        "Location": gid("Location", shop.locations[0].id),
        "Order": gid("Order", order.id),
        "Product": gid("Product", product.id),
        "ProductVariant": gid("ProductVariant", variant.id),
        "Refund": gid("Refund", refund.id),
        "cancelled": gid("Order", pending.id),
    }


def _ask(app: App, text: str) -> list[str]:
    """What is wrong with the answer to a document, by our schema and by the vendor's."""
    result = execute_sync(played(), parse(text), context_value=app.context())
    assert not result.errors, result.errors[:3]
    return GraphQL(*INTROSPECTION).answer_errors(text, result.data)[:5]


def test_every_field_reached_by_an_id_is_schema_true(app: App, busy: dict[str, str]) -> None:
    quoted = {"locationId": f'"{busy["Location"]}"', "inventoryItemId": f'"{busy["InventoryItem"]}"',
              "publicationId": '"gid://shopify/Publication/1"'}  # fmt: skip
    for kind, wanted in busy.items():
        name = "Order" if kind == "cancelled" else kind
        selection = _selection(played().type_map[name], DEPTH - 1, quoted)  # type: ignore[arg-type]
        assert _ask(app, f'{{ node(id: "{wanted}") {{ __typename ... on {name} {selection} }} }}') == [], kind


def test_every_root_field_is_schema_true(app: App, busy: dict[str, str]) -> None:
    root = played().query_type
    assert root is not None
    by_name = {f"{k[0].lower()}{k[1:]}": v for k, v in busy.items()}
    asked = 0
    for name, field in root.fields.items():
        ids = {"id": f'"{by_name[name]}"'} if name in by_name else {}
        ids |= {"locationId": f'"{busy["Location"]}"', "inventoryItemId": f'"{busy["InventoryItem"]}"'}
        ids |= {
            "ids": f'["{busy["Product"]}"]',
            "apiKey": f'"{app.state.client_id}"',
            "identifier": f'{{id: "{busy["Product"]}"}}',
        }
        if name in ("node", "job", "productOperation", "webhookSubscription", "bulkOperation"):
            continue
        if name == "orderByIdentifier":
            ids["identifier"] = f'{{id: "{busy["Order"]}"}}'
        arguments = _arguments(name, field.args, ids)
        assert arguments is not None, name
        depth = 1 if get_named_type(field.type).name.endswith(("Connection", "Node")) else 2
        assert _ask(app, f"{{ {name}{arguments} {_selection(field.type, depth, ids)} }}") == [], name
        asked += 1
    assert asked > 35


def test_the_orders_of_other_months_need_a_scope_of_their_own(app: App, busy: dict[str, str]) -> None:
    old = app.sell("TEA-50", 1, at=app.stage.clock() - timedelta(days=61))
    text = f'{{ order(id: "{gid("Order", old.id)}") {{ id }} ordersCount {{ count }} }}'
    few = tuple(scope for scope in app.context().token.scopes if scope != "read_all_orders")
    seen = execute_sync(played(), parse(text), context_value=app.context()).data
    hidden = execute_sync(played(), parse(text), context_value=app.context(few)).data
    assert seen is not None and hidden is not None
    assert seen["order"] and seen["ordersCount"]["count"] == 3
    assert hidden["order"] is None and hidden["ordersCount"]["count"] == 2
