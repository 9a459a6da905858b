"""What can be searched and sorted by, for every kind of thing that has a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from app.sandbox.shop import Order, Product
from app.sandbox.shopify import status
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.paging import Place, connection, moment
from app.sandbox.shopify.rows import VariantRow
from app.sandbox.shopify.search import Field, Search

T = TypeVar("T")
Sorts = Mapping[str, Callable[[Any], Place]]


class Catalogue:
    """A searchable kind of thing: its fields, the texts that a bare word is looked for in, its sort orders."""

    def __init__(self, fields: Mapping[str, Field], texts: Callable[[Any], Sequence[str]], sorts: Sorts, by: str) -> None:
        self.fields, self.texts, self.sorts, self.by = fields, texts, sorts, by

    def found(self, items: Sequence[T], ctx: Context, query: str | None) -> Sequence[T]:
        """The items that a query means."""
        if not query or not query.strip():
            return items
        search = Search(query, self.fields, self.texts, ctx.shop.timezone)
        if note := search.note(ctx.path):
            ctx.notes.append(note)
        return [item for item in items if search(item)]

    def page(
        self, items: Sequence[T], ctx: Context, *, query: str | None = None, sortKey: str | None = None, **window: Any
    ) -> dict[str, Any]:  # fmt: skip
        """A page of what is found; `sortKey` is one of the schema's."""
        place = self.sorts.get(sortKey or self.by) or self.sorts[self.by]
        return connection(self.found(items, ctx, query), ctx, place, **window)


def _id(item: Any) -> Place:
    return item.id, item.id


def _variants(get: Callable[[Any], Any]) -> Callable[[Product], list[Any]]:
    return lambda product: [get(variant) for variant in product.variants]


PRODUCTS = Catalogue(
    {
        "id": Field("id", lambda p: p.id),
        "title": Field("text", lambda p: p.title),
        "handle": Field("word", lambda p: p.handle),
        "status": Field("choice", lambda p: p.status, ("active", "archived", "draft", "unlisted")),
        "vendor": Field("word", lambda p: p.vendor),
        "product_type": Field("word", lambda p: p.product_type),
        "tag": Field("word", lambda p: p.tags),
        "sku": Field("word", _variants(lambda v: v.sku)),
        "barcode": Field("word", _variants(lambda v: v.barcode)),
        "variant_id": Field("id", _variants(lambda v: v.id)),
        "variant_title": Field("word", _variants(lambda v: v.title)),
        "price": Field("number", _variants(lambda v: float(v.price))),
        "inventory_total": Field("number", lambda p: sum(v.available for v in p.variants if v.tracked)),
        "created_at": Field("time", lambda p: p.created),
        "updated_at": Field("time", lambda p: p.updated),
        "published_at": Field("time", lambda p: p.published),
        "gift_card": Field("flag", lambda p: p.extra.get("gift_card")),
    },
    lambda p: (p.title, p.vendor, p.product_type, *p.tags, *(v.sku for v in p.variants)),
    {
        "ID": _id,
        "RELEVANCE": _id,
        "CREATED_AT": lambda p: (moment(p.created), p.id),
        "UPDATED_AT": lambda p: (moment(p.updated), p.id),
        "PUBLISHED_AT": lambda p: (moment(p.published), p.id),
        "TITLE": lambda p: (p.title.lower(), p.id),
        "VENDOR": lambda p: (p.vendor.lower(), p.id),
        "PRODUCT_TYPE": lambda p: (p.product_type.lower(), p.id),
        "INVENTORY_TOTAL": lambda p: (sum(v.available for v in p.variants if v.tracked), p.id),
    },
    "ID",
)  # fmt: skip


def _of_variant(get: Callable[[Any], Any]) -> Callable[[VariantRow], Place]:
    return lambda row: (get(row), row.variant.id)


VARIANTS = Catalogue(
    {
        "id": Field("id", lambda r: r.variant.id),
        "product_id": Field("id", lambda r: r.product.id),
        "product_ids": Field("id", lambda r: r.product.id),
        "sku": Field("word", lambda r: r.variant.sku),
        "barcode": Field("word", lambda r: r.variant.barcode),
        "title": Field("text", lambda r: r.variant.title),
        "vendor": Field("word", lambda r: r.product.vendor),
        "product_type": Field("word", lambda r: r.product.product_type),
        "product_status": Field("choice", lambda r: r.product.status, ("active", "archived", "draft", "unlisted")),
        "tag": Field("word", lambda r: r.product.tags),
        "inventory_quantity": Field("number", lambda r: r.variant.available),
        "location_id": Field("id", lambda r: list(r.variant.levels)),
        "managed": Field("flag", lambda r: r.variant.tracked),
        "taxable": Field("flag", lambda r: r.variant.taxable),
        "created_at": Field("time", lambda r: r.variant.created),
        "updated_at": Field("time", lambda r: r.variant.updated),
    },
    lambda r: (r.product.title, r.variant.title, r.variant.sku, r.variant.barcode),
    {
        "ID": _of_variant(lambda r: r.variant.id),
        "RELEVANCE": _of_variant(lambda r: r.variant.id),
        "POPULAR": _of_variant(lambda r: r.variant.id),
        "SKU": _of_variant(lambda r: r.variant.sku),
        "TITLE": _of_variant(lambda r: r.variant.title),
        "NAME": _of_variant(lambda r: r.variant.title),
        "FULL_TITLE": _of_variant(lambda r: f"{r.product.title} {r.variant.title}"),
        "POSITION": _of_variant(lambda r: r.variant.position),
        "INVENTORY_QUANTITY": _of_variant(lambda r: r.variant.available),
        "INVENTORY_LEVELS_AVAILABLE": _of_variant(lambda r: r.variant.available),
        "INVENTORY_MANAGEMENT": _of_variant(lambda r: int(r.variant.tracked)),
        "INVENTORY_POLICY": _of_variant(lambda r: int(r.variant.oversell)),
    },
    "ID",
)  # fmt: skip

# The vendor's count of variants knows nothing of times: it counts them all, and says so only in a warning.
VARIANTS_COUNT = Catalogue(
    {name: known for name, known in VARIANTS.fields.items() if known.kind != "time"},
    VARIANTS.texts,
    VARIANTS.sorts,
    VARIANTS.by,
)

ITEMS = Catalogue(
    {
        "id": Field("id", lambda r: r.variant.inventory_id),
        "sku": Field("word", lambda r: r.variant.sku),
        "tracked": Field("flag", lambda r: r.variant.tracked),
        "requires_shipping": Field("flag", lambda r: r.variant.requires_shipping),
        "created_at": Field("time", lambda r: r.variant.created),
        "updated_at": Field("time", lambda r: r.variant.updated),
    },
    lambda r: (r.variant.sku,),
    {"ID": lambda r: (r.variant.inventory_id, r.variant.inventory_id)},
    "ID",
)

LOCATIONS = Catalogue(
    {
        "id": Field("id", lambda p: p.id),
        "location_id": Field("id", lambda p: p.id),
        "name": Field("text", lambda p: p.name),
        "active": Field("flag", lambda p: p.active),
        "city": Field("text", lambda p: p.address.city),
        "country": Field("word", lambda p: p.address.country),
    },
    lambda p: (p.name, p.address.city),
    {"ID": _id, "RELEVANCE": _id, "NAME": lambda p: (p.name.lower(), p.id)},
    "NAME",
)


def _total(order: Order) -> Place:
    return float(order.total), order.id


ORDERS = Catalogue(
    {
        "id": Field("id", lambda o: o.id),
        "name": Field("word", lambda o: (o.name, o.name.removeprefix("#"))),
        "email": Field("word", lambda o: o.email),
        "status": Field("choice", status.search_states, ("open", "closed", "cancelled", "not_closed")),
        "financial_status": Field("choice", lambda o: o.financial, status.FINANCIAL_SEARCH),
        "fulfillment_status": Field("choice", status.search_fulfilment, status.FULFILMENT_SEARCH),
        "return_status": Field("choice", lambda o: "no_return", status.RETURN_SEARCH),
        "sku": Field("word", lambda o: [line.sku for line in o.lines]),
        "product_id": Field("id", lambda o: [line.product_id for line in o.lines]),
        "customer_id": Field("id", lambda o: o.customer_id),
        "location_id": Field("id", lambda o: [line.location_id for line in o.lines]),
        "tag": Field("word", lambda o: o.tags),
        "tag_not": Field("word", lambda o: []),
        "gateway": Field("word", lambda o: o.gateway),
        "discount_code": Field("word", lambda o: [d.code for d in o.discounts]),
        "source_name": Field("word", lambda o: o.source),
        "source_identifier": Field("word", lambda o: o.extra.get("source_identifier", "")),
        "po_number": Field("word", lambda o: o.extra.get("po_number", "")),
        "confirmation_number": Field("word", lambda o: status.confirmation_number(o)),
        "test": Field("flag", lambda o: False),
        "created_at": Field("time", lambda o: o.created),
        "updated_at": Field("time", lambda o: o.updated),
        "processed_at": Field("time", lambda o: o.processed),
    },
    lambda o: (o.name, o.name.removeprefix("#"), o.email, o.shipping.name, o.billing.name, *(x.title for x in o.lines)),
    {
        "ID": _id,
        "RELEVANCE": _id,
        "CREATED_AT": lambda o: (moment(o.created), o.id),
        "UPDATED_AT": lambda o: (moment(o.updated), o.id),
        "PROCESSED_AT": lambda o: (moment(o.processed), o.id),
        "ORDER_NUMBER": lambda o: (o.number, o.id),
        "CUSTOMER_NAME": lambda o: (o.billing.name.lower(), o.id),
        "DESTINATION": lambda o: (o.shipping.city.lower(), o.id),
        "FINANCIAL_STATUS": lambda o: (o.financial, o.id),
        "FULFILLMENT_STATUS": lambda o: (o.fulfilment_state, o.id),
        "PO_NUMBER": lambda o: (str(o.extra.get("po_number", "")), o.id),
        "TOTAL_PRICE": _total,
        "CURRENT_TOTAL_PRICE": _total,
        "TOTAL_ITEMS_QUANTITY": lambda o: (sum(line.kept for line in o.lines), o.id),
    },
    "PROCESSED_AT",
)  # fmt: skip

TASKS = Catalogue(
    {
        "id": Field("id", lambda t: status.task_number(t)),
        "status": Field("choice", lambda t: status.task_status(t).lower(), status.TASK_SEARCH),
        "assigned_location_id": Field("id", lambda t: t.location.id),
        "updated_at": Field("time", lambda t: t.order.updated),
    },
    lambda t: (t.order.name,),
    {
        "ID": lambda t: (status.task_number(t), status.task_number(t)),
        "UPDATED_AT": lambda t: (moment(t.order.updated), status.task_number(t)),
    },
    "ID",
)

CUSTOMERS = Catalogue(
    {
        "id": Field("id", lambda c: c.id),
        "email": Field("word", lambda c: c.email),
        "phone": Field("word", lambda c: c.phone),
        "first_name": Field("text", lambda c: c.first_name),
        "last_name": Field("text", lambda c: c.last_name),
        "tag": Field("word", lambda c: c.tags),
        "country": Field("word", lambda c: [a.country for a in c.addresses]),
        "accepts_marketing": Field("flag", lambda c: c.accepts_marketing),
        "customer_date": Field("time", lambda c: c.created),
        "updated_at": Field("time", lambda c: c.updated),
    },
    lambda c: (c.email, c.first_name, c.last_name, f"{c.first_name} {c.last_name}"),
    {
        "ID": _id,
        "RELEVANCE": _id,
        "CREATED_AT": lambda c: (moment(c.created), c.id),
        "UPDATED_AT": lambda c: (moment(c.updated), c.id),
        "NAME": lambda c: (f"{c.last_name}, {c.first_name}".lower(), c.id),
        "LOCATION": lambda c: (c.addresses[0].country if c.addresses else "", c.id),
    },
    "ID",
)

HOOKS = Catalogue(
    {
        "id": Field("id", lambda s: s.id),
        "topic": Field("word", lambda s: (s.topic, s.detail["topic"])),
        "endpoint": Field("word", lambda s: s.address),
        "uri": Field("word", lambda s: s.address),
        "name": Field("word", lambda s: s.detail.get("name") or ""),
        "created_at": Field("time", lambda s: s.created),
        "updated_at": Field("time", lambda s: s.updated),
    },
    lambda s: (s.address, s.topic),
    {"ID": _id, "CREATED_AT": lambda s: (moment(s.created), s.id)},
    "CREATED_AT",
)

BULK = Catalogue(
    {
        "id": Field("id", lambda b: b.id),
        "status": Field("choice", lambda b: b.status, ("canceled", "canceling", "completed", "created", "failed", "running")),
        "operation_type": Field("choice", lambda b: "query", ("query", "mutation")),
        "created_at": Field("time", lambda b: b.created),
    },
    lambda b: (),
    {
        "CREATED_AT": lambda b: (moment(b.created), b.id),
        "COMPLETED_AT": lambda b: (moment(b.completed), b.id),
    },
    "CREATED_AT",
)  # fmt: skip
