"""What channels show of stock. Rows are locked in the order of their key, whoever locks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.kernel import clock
from app.kernel.db import UnitOfWork, rows

Key = tuple[UUID, str, str]  # store, stock id, remote location


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of channel_stock with the location of ours that its remote location is."""

    store_id: UUID
    stock_id: str
    remote_location_id: str
    location_id: UUID
    variant_id: UUID
    product_external_id: str
    variant_external_id: str
    remote_quantity: int | None
    sent_quantity: int | None
    state: str
    attempts: int

    @property
    def key(self) -> Key:
        return (self.store_id, self.stock_id, self.remote_location_id)


_FIELDS = """s.store_id, s.stock_id, s.remote_location_id, l.location_id, s.variant_id, s.product_external_id,
s.variant_external_id, s.remote_quantity, s.sent_quantity, s.state, s.attempts"""
_FROM = """FROM channel_stock s JOIN location_links l
ON l.org_id = s.org_id AND l.store_id = s.store_id AND l.remote_location_id = s.remote_location_id"""
_ORDER = "ORDER BY s.store_id, s.stock_id, s.remote_location_id FOR UPDATE OF s"


class StockBook:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def _rows(self, condition: str, given: Mapping[str, Any]) -> list[Row]:
        found = await self._uow.execute(text(f"SELECT {_FIELDS} {_FROM} WHERE {condition} {_ORDER}"), dict(given))
        return [Row(**row) for row in found.mappings()]

    async def of_variants(self, variant_ids: Sequence[UUID]) -> list[Row]:
        """In every store, locked."""
        return await self._rows("s.variant_id = ANY(:ids)", {"ids": list(variant_ids)})

    async def of_items(self, store_id: UUID, stock_ids: Sequence[str]) -> list[Row]:
        """At every location of the store, locked."""
        return await self._rows("s.store_id = :store AND s.stock_id = ANY(:ids)", {"store": store_id, "ids": list(stock_ids)})

    async def of_store(self, store_id: UUID) -> list[Row]:
        """All of it, locked."""
        return await self._rows("s.store_id = :store", {"store": store_id})

    async def totals(self, store_id: UUID, stock_ids: Sequence[str]) -> dict[str, int]:
        """What items show over all locations, as believed; one with a write on its way counts as if that had arrived."""
        found = await self._uow.execute(
            text(
                """SELECT stock_id, sum(COALESCE(sent_quantity, remote_quantity)) FROM channel_stock
                   WHERE store_id = :store AND stock_id = ANY(:ids) AND remote_quantity IS NOT NULL GROUP BY 1"""
            ),
            {"store": store_id, "ids": list(stock_ids)},
        )
        return {stock_id: int(total) for stock_id, total in found}

    async def open_items(self, store_id: UUID, limit: int) -> list[Row]:
        """All rows of items that have something to be pushed or verified, locked."""
        return await self._rows(
            """s.store_id = :store AND s.stock_id IN (
                   SELECT stock_id FROM channel_stock WHERE store_id = :store AND state IN ('pending', 'unknown')
                   ORDER BY pending_since LIMIT :limit)""",
            {"store": store_id, "limit": limit},
        )

    async def insert(self, store_id: UUID, new: Sequence[tuple[str, str, UUID, str, str, int | None]]) -> None:
        """(stock id, remote location, variant, product external id, variant external id, quantity as read)."""
        names = ("stock_id", "remote_location_id", "variant_id", "product_external_id", "variant_external_id", "quantity")
        await self._uow.execute(
            text(
                """INSERT INTO channel_stock (org_id, store_id, stock_id, remote_location_id, variant_id, product_external_id,
                                              variant_external_id, remote_quantity, state, attempts, error, read_at)
                   SELECT :org, :store, u.s, u.l, u.v, u.p, u.x, u.q, CASE WHEN u.q IS NULL THEN 'untracked' ELSE 'clean' END,
                          0, '', :now
                   FROM unnest(CAST(:stock_id AS text[]), CAST(:remote_location_id AS text[]), CAST(:variant_id AS uuid[]),
                               CAST(:product_external_id AS text[]), CAST(:variant_external_id AS text[]),
                               CAST(:quantity AS int[])) AS u(s, l, v, p, x, q)
                   ORDER BY 3, 4 ON CONFLICT DO NOTHING"""
            ),
            {"org": self._uow.org_id, "store": store_id, "now": clock.now(), **rows(names, new)},
        )

    async def set_states(self, states: Mapping[Key, str]) -> None:
        """Locked rows to new states; `pending_since` is kept while one stays open."""
        if not states:
            return
        await self._uow.execute(
            text(
                """UPDATE channel_stock s SET state = u.state, error = '',
                          attempts = CASE WHEN u.state = 'clean' THEN 0 ELSE s.attempts END,
                          pending_since = CASE WHEN u.state IN ('pending', 'unknown')
                                               THEN COALESCE(s.pending_since, CAST(:now AS timestamptz)) END
                   FROM unnest(CAST(:stores AS uuid[]), CAST(:items AS text[]), CAST(:places AS text[]),
                               CAST(:states AS text[])) AS u(store, item, place, state)
                   WHERE s.store_id = u.store AND s.stock_id = u.item AND s.remote_location_id = u.place"""
            ),
            {"now": clock.now(), **_keys(list(states)), "states": list(states.values())},
        )

    async def set_read(self, readings: Mapping[Key, int | None]) -> None:
        """What the channel was read to show; whatever was on its way is settled by that."""
        if not readings:
            return
        await self._uow.execute(
            text(
                """UPDATE channel_stock s SET remote_quantity = u.q, sent_quantity = NULL, read_at = :now,
                          state = CASE WHEN u.q IS NULL THEN 'untracked' WHEN s.state = 'pending' THEN 'pending'
                                       WHEN s.state = 'refused' AND u.q = s.remote_quantity THEN 'refused' ELSE 'clean' END
                   FROM unnest(CAST(:stores AS uuid[]), CAST(:items AS text[]), CAST(:places AS text[]),
                               CAST(:q AS int[])) AS u(store, item, place, q)
                   WHERE s.store_id = u.store AND s.stock_id = u.item AND s.remote_location_id = u.place"""
            ),
            {"now": clock.now(), **_keys(list(readings)), "q": list(readings.values())},
        )

    async def set_sent(self, sent: Mapping[Key, int]) -> None:
        """Before a write leaves: until its answer is in, the channel may show either figure."""
        await self._uow.execute(
            text(
                """UPDATE channel_stock s SET state = 'unknown', sent_quantity = u.q, attempts = s.attempts + 1
                   FROM unnest(CAST(:stores AS uuid[]), CAST(:items AS text[]), CAST(:places AS text[]),
                               CAST(:q AS int[])) AS u(store, item, place, q)
                   WHERE s.store_id = u.store AND s.stock_id = u.item AND s.remote_location_id = u.place"""
            ),
            {**_keys(list(sent)), "q": list(sent.values())},
        )

    async def set_written(self, keys: Sequence[Key]) -> None:
        """The write is through. Orders taken in meanwhile have lowered `sent_quantity` with `remote_quantity`."""
        await self._uow.execute(
            text(
                """UPDATE channel_stock s SET remote_quantity = s.sent_quantity, sent_quantity = NULL, state = 'clean',
                          attempts = 0, error = '', pending_since = NULL, pushed_at = :now
                   FROM unnest(CAST(:stores AS uuid[]), CAST(:items AS text[]), CAST(:places AS text[]))
                        AS u(store, item, place)
                   WHERE s.store_id = u.store AND s.stock_id = u.item AND s.remote_location_id = u.place
                     AND s.sent_quantity IS NOT NULL"""
            ),
            {"now": clock.now(), **_keys(keys)},
        )

    async def set_refused(self, refused: Mapping[Key, str]) -> None:
        await self._uow.execute(
            text(
                """UPDATE channel_stock s SET state = 'refused', error = left(u.why, 1000), sent_quantity = NULL,
                          pending_since = NULL
                   FROM unnest(CAST(:stores AS uuid[]), CAST(:items AS text[]), CAST(:places AS text[]),
                               CAST(:why AS text[])) AS u(store, item, place, why)
                   WHERE s.store_id = u.store AND s.stock_id = u.item AND s.remote_location_id = u.place"""
            ),
            {**_keys(list(refused)), "why": list(refused.values())},
        )

    async def take_back(self, keys: Sequence[Key]) -> None:
        """A write that surely never arrived: pending again."""
        await self._uow.execute(
            text(
                """UPDATE channel_stock s SET state = 'pending', sent_quantity = NULL
                   FROM unnest(CAST(:stores AS uuid[]), CAST(:items AS text[]), CAST(:places AS text[]))
                        AS u(store, item, place)
                   WHERE s.store_id = u.store AND s.stock_id = u.item AND s.remote_location_id = u.place
                     AND s.state = 'unknown'"""
            ),
            _keys(keys),
        )

    async def forget_products(self, store_id: UUID, product_external_ids: Sequence[str]) -> None:
        await self._uow.execute(
            text("DELETE FROM channel_stock WHERE store_id = :store AND product_external_id = ANY(:ids)"),
            {"store": store_id, "ids": list(product_external_ids)},
        )

    async def remap(self, store_id: UUID, listed: Mapping[str, UUID]) -> None:
        """Point rows at the variants that their items are now; rows of items that are none any more go."""
        await self._uow.execute(
            text(
                """WITH listed AS (SELECT * FROM unnest(CAST(:items AS text[]), CAST(:variants AS uuid[])) AS u(item, variant)),
                   gone AS (DELETE FROM channel_stock s WHERE s.store_id = :store
                            AND NOT EXISTS (SELECT 1 FROM listed WHERE item = s.stock_id))
                   UPDATE channel_stock s SET variant_id = u.variant FROM listed u
                   WHERE s.store_id = :store AND s.stock_id = u.item AND s.variant_id <> u.variant"""
            ),
            {"store": store_id, "items": list(listed), "variants": list(listed.values())},
        )

    # ── what orders took ────────────────────────────────────────────────────────────────────────────────

    async def take(
        self, store_id: UUID, taken: Mapping[str, Mapping[str, int]], *, in_reading: frozenset[str] = frozenset()
    ) -> set[str]:
        """{order: {variant external id: units taken in all}}: the difference to what was known lowers what the channel shows,
        at its first location; what an order names no more was given back. Orders of `in_reading` are known to the last
        reading already. Returns the variants moved."""
        if not taken:
            return set()
        units = sorted((order, variant, number) for order, of in taken.items() for variant, number in of.items())
        given = {"org": self._uow.org_id, "store": store_id, **rows(("orders", "variants", "units"), units)}
        found = await self._uow.execute(_TAKE, {**given, "all": sorted(taken)})
        moved: dict[str, int] = {}
        for order, variant, delta in found:
            if order not in in_reading:
                moved[variant] = moved.get(variant, 0) + delta
        moved = {variant: delta for variant, delta in moved.items() if delta}
        if moved:
            await self._uow.execute(
                _LOWER, {"store": store_id, "variants": sorted(moved), "deltas": [moved[v] for v in sorted(moved)]}
            )
        return set(moved)


_TAKE = text(
    """WITH known AS (
           SELECT order_external_id, variant_external_id, taken FROM channel_taken
           WHERE store_id = :store AND order_external_id = ANY(CAST(:all AS text[]))
       ), told AS (
           SELECT * FROM unnest(CAST(:orders AS text[]), CAST(:variants AS text[]), CAST(:units AS int[])) AS u(o, v, n)
       ), given AS (
           SELECT o, v, n FROM told UNION ALL
           SELECT order_external_id, variant_external_id, 0 FROM known
           WHERE NOT EXISTS (SELECT 1 FROM told WHERE told.o = order_external_id AND told.v = variant_external_id)
       ), written AS (
           INSERT INTO channel_taken (org_id, store_id, order_external_id, variant_external_id, taken)
           SELECT :org, :store, o, v, n FROM given ORDER BY o, v
           ON CONFLICT (org_id, store_id, order_external_id, variant_external_id) DO UPDATE SET taken = excluded.taken
           WHERE channel_taken.taken <> excluded.taken
       )
       SELECT given.o, given.v, given.n - COALESCE(known.taken, 0) FROM given
       LEFT JOIN known ON known.order_external_id = given.o AND known.variant_external_id = given.v
       WHERE given.n <> COALESCE(known.taken, 0)"""
)
_LOWER = text(
    """WITH moved AS (SELECT * FROM unnest(CAST(:variants AS text[]), CAST(:deltas AS int[])) AS u(v, n)),
       first AS (
           SELECT DISTINCT ON (s.stock_id) s.store_id, s.stock_id, s.remote_location_id, moved.n
           FROM moved JOIN channel_stock s ON s.store_id = :store AND s.variant_external_id = moved.v
           JOIN location_links l ON l.org_id = s.org_id AND l.store_id = s.store_id
                                AND l.remote_location_id = s.remote_location_id
           WHERE s.remote_quantity IS NOT NULL
           ORDER BY s.stock_id, l.created_at, l.remote_location_id
       ), locked AS (
           SELECT s.store_id, s.stock_id, s.remote_location_id, first.n FROM channel_stock s
           JOIN first USING (store_id, stock_id, remote_location_id)
           ORDER BY s.store_id, s.stock_id, s.remote_location_id FOR UPDATE OF s
       )
       UPDATE channel_stock s SET remote_quantity = s.remote_quantity - locked.n, sent_quantity = s.sent_quantity - locked.n
       FROM locked WHERE s.store_id = locked.store_id AND s.stock_id = locked.stock_id
                     AND s.remote_location_id = locked.remote_location_id"""
)


def _keys(keys: Sequence[Key]) -> dict[str, list[Any]]:
    return rows(("stores", "items", "places"), keys)
