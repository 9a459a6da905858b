"""The statements that enter a page of orders: one per table, whatever the size of the page."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.sql.elements import TextClause

CUSTOMERS = text(
    """SELECT id, email FROM meet_customers(
           CAST(:id AS uuid[]), CAST(:email AS text[]), CAST(:name AS text[]), CAST(:phone AS text[]), :now)"""
)

_JSON = ("billing_address", "shipping_address", "details")
ORDER_COLUMNS = {
    "id": "uuid", "external_id": "text", "number": "text", "customer_id": "uuid", "customer_name": "text", "email": "text",
    "phone": "text", "billing_address": "jsonb", "shipping_address": "jsonb", "country": "text", "currency": "text",
    "subtotal": "numeric", "discount": "numeric", "shipping": "numeric", "tax": "numeric", "total": "numeric",
    "refunded": "numeric", "taxes_included": "boolean", "details": "jsonb", "status": "text", "payment_status": "text",
    "fulfilment_status": "text", "units": "int", "note": "text", "tags": "tags", "source": "text", "search": "text",
    "fingerprint": "text", "placed_at": "timestamptz", "remote_updated_at": "timestamptz", "cancelled_at": "timestamptz",
    "cancel_reason": "text",
}  # fmt: skip
ITEM_COLUMNS = {
    "id": "uuid", "order_id": "uuid", "external_id": "text", "position": "int", "product_id": "uuid", "variant_id": "uuid",
    "remote_product_id": "text", "remote_variant_id": "text", "title": "text", "variant_title": "text", "sku": "text",
    "image_url": "text", "quantity": "int", "price": "numeric", "discount": "numeric", "tax": "numeric", "total": "numeric",
    "requires_shipping": "boolean", "fulfilled": "int", "refunded": "int", "restocked": "int", "open": "int",
    "properties": "jsonb",
}  # fmt: skip
REFUND_COLUMNS = {
    "id": "uuid", "order_id": "uuid", "external_id": "text", "amount": "numeric", "currency": "text", "reason": "text",
    "lines": "jsonb", "refunded_at": "timestamptz",
}  # fmt: skip
EVENT_COLUMNS = {
    "id": "uuid", "order_id": "uuid", "kind": "text", "summary": "text", "before": "jsonb", "after": "jsonb",
}  # fmt: skip


def _given(columns: dict[str, str]) -> str:
    """unnest(…) AS u(…) of the columns; JSON and lists travel as text."""
    wire = {"jsonb": "text", "tags": "text"}
    arrays = ", ".join(f"CAST(:{name} AS {wire.get(kind, kind)}[])" for name, kind in columns.items())
    return f"unnest({arrays}) AS u({', '.join(columns)})"


def _taken(columns: dict[str, str]) -> str:
    form = {
        "jsonb": "CAST(u.{0} AS jsonb)",
        "tags": "ARRAY(SELECT jsonb_array_elements_text(CAST(u.{0} AS jsonb)))",
    }
    return ", ".join(form.get(kind, "u.{0}").format(name) for name, kind in columns.items())


def _set(columns: dict[str, str], *, keep: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in columns if name not in keep)


def _statement(sql: str) -> TextClause:
    return text(sql)


_KEYS = ("id", "external_id", "order_id")
ORDERS = _statement(
    f"""INSERT INTO orders (org_id, store_id, {", ".join(ORDER_COLUMNS)}, internal_note, version, created_at, updated_at)
        SELECT :org, :store, {_taken(ORDER_COLUMNS)}, '', 1, :now, :now FROM {_given(ORDER_COLUMNS)}
        ON CONFLICT (org_id, store_id, external_id) DO UPDATE
        SET {_set(ORDER_COLUMNS, keep=_KEYS)}, version = orders.version + 1, updated_at = excluded.updated_at
        WHERE orders.remote_updated_at IS NULL OR orders.remote_updated_at <= excluded.remote_updated_at"""
)
ITEMS = _statement(
    f"""INSERT INTO order_items (org_id, {", ".join(ITEM_COLUMNS)})
        SELECT :org, {_taken(ITEM_COLUMNS)} FROM {_given(ITEM_COLUMNS)}
        ON CONFLICT (org_id, order_id, external_id) DO UPDATE
        SET {_set(ITEM_COLUMNS, keep=(*_KEYS, "variant_id", "product_id"))},
            variant_id = COALESCE(excluded.variant_id, order_items.variant_id),
            product_id = COALESCE(excluded.product_id, order_items.product_id)"""
)
REFUNDS = _statement(
    f"""INSERT INTO order_refunds (org_id, {", ".join(REFUND_COLUMNS)}, created_at)
        SELECT :org, {_taken(REFUND_COLUMNS)}, :now FROM {_given(REFUND_COLUMNS)}
        ON CONFLICT (org_id, order_id, external_id) DO UPDATE SET {_set(REFUND_COLUMNS, keep=_KEYS)}"""
)
EVENTS = _statement(
    f"""INSERT INTO order_events (org_id, at, source, actor, {", ".join(EVENT_COLUMNS)})
        SELECT :org, :now, :source, :actor, {_taken(EVENT_COLUMNS)} FROM {_given(EVENT_COLUMNS)}"""
)
RAW = text(
    """INSERT INTO order_raw (org_id, order_id, payload, received_at)
       SELECT :org, u.order_id, u.payload, :now FROM unnest(CAST(:order_id AS uuid[]), CAST(:payload AS text[]))
            AS u(order_id, payload)
       ON CONFLICT (org_id, order_id) DO UPDATE SET payload = excluded.payload, received_at = excluded.received_at"""
)
# A refund that the channel has taken back. Its row stays for its day, which is to be counted anew.
TAKEN_BACK = text(
    """UPDATE order_refunds r SET amount = 0, lines = '[]'
       WHERE r.order_id = ANY(:orders) AND (r.amount > 0 OR r.lines <> '[]') AND NOT EXISTS (
           SELECT 1 FROM unnest(CAST(:order_id AS uuid[]), CAST(:external_id AS text[])) AS u(order_id, external_id)
           WHERE u.order_id = r.order_id AND u.external_id = r.external_id)"""
)
# A line that the channel has taken away: forgotten when nothing of it was shipped, else nothing more is to ship.
GONE = text("DELETE FROM order_items WHERE order_id = ANY(:orders) AND NOT id = ANY(:kept) AND fulfilled = 0")
STOPPED = text("UPDATE order_items SET open = 0 WHERE order_id = ANY(:orders) AND NOT id = ANY(:kept) AND open > 0")
