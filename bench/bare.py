"""What the order page is measured against: the same page without a caller, a scope or a filter.

`/json` is one statement whose JSON goes out as it comes in. `/orm` is what one would write first: objects, loaded by two
statements, through the response model.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.kernel import pictures
from app.kernel.http import ListEnvelope, listed
from app.orders.bodies import ItemOut, OrderRow
from app.orders.models import Order, OrderItem

_AMOUNTS = ("subtotal", "discount", "shipping", "tax", "total", "refunded", "price")
_TIMES = ("placed_at", "updated_at")


def _fields(model: Any, alias: str, **more: str) -> str:
    pairs = []
    for name in model.model_fields:
        column = more.get(name, f"{alias}.{name}")
        pairs.append(f"'{name}', {column}::text" if name in (*_AMOUNTS, *_TIMES) else f"'{name}', {column}")
    return f"json_build_object({', '.join(pairs)})"


_ITEMS = f"(SELECT json_agg({_fields(ItemOut, 'i')}) FROM order_items i WHERE i.org_id = o.org_id AND i.order_id = o.id)"
_PAGE = f"""SELECT json_agg({_fields(OrderRow, "o", items=_ITEMS)})::text
            FROM (SELECT * FROM orders WHERE org_id = $1 ORDER BY placed_at DESC, id DESC LIMIT 50) o"""


def create_app() -> FastAPI:
    url = os.environ["DATABASE_URL"]
    pictures.use(pictures.Signer({"bench": b"b" * 32}))  # the response model signs addresses of pictures
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=20)
    sessions = async_sessionmaker(engine)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=16, max_size=20, server_settings={"jit": "off"}) as pool:
            app.state.pool = pool
            yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.get("/json")
    async def as_json(org: UUID) -> Response:
        async with app.state.pool.acquire() as connection:
            return Response(await connection.fetchval(_PAGE, org), media_type="application/json")

    @app.get("/orm", response_model=ListEnvelope[OrderRow])
    async def as_objects(org: UUID) -> ListEnvelope[OrderRow]:
        async with sessions() as session:
            newest = select(Order).where(Order.org_id == org).order_by(Order.placed_at.desc(), Order.id.desc()).limit(50)
            orders = (await session.scalars(newest)).all()
            items: dict[UUID, list[OrderItem]] = {order.id: [] for order in orders}
            which = select(OrderItem).where(OrderItem.org_id == org, OrderItem.order_id.in_(items))
            for item in await session.scalars(which):
                items[item.order_id].append(item)
            return listed([_row(order, items[order.id]) for order in orders], None, 50)

    return app


def _row(order: Order, items: list[OrderItem]) -> OrderRow:
    return OrderRow(**_values(OrderRow, order), items=[ItemOut(**_values(ItemOut, item)) for item in items])


def _values(model: Any, row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in model.model_fields if name != "items"}
    return {name: str(value) if name in (*_AMOUNTS, *_TIMES) else value for name, value in values.items()}
