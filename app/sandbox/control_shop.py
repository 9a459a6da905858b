"""The control API's part for one shop: `/shops/{handle}/…`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from fastapi import APIRouter, Response

from app.sandbox import bodies
from app.sandbox.shop import Order
from app.sandbox.stage import Stage
from app.sandbox.views import customer_view, fulfilment_view, order_view, product_view, stock_rows
from app.sandbox.world import Refused


def shop_routes(stage: Stage) -> APIRouter:
    """Products, stock, orders, fulfilments and customers of a shop."""
    router = APIRouter(prefix="/shops/{handle}")
    _add_catalogue(router, stage)
    _add_stock(router, stage)
    _add_orders(router, stage)
    _add_order_actions(router, stage)
    _add_parcels(router, stage)
    return router


def _add_catalogue(router: APIRouter, stage: Stage) -> None:
    world = stage.world

    @router.get("/products")
    async def products(handle: str, after: int = 0, limit: int = 250) -> Response:
        return _page(world.shop(handle).products, after, limit, product_view)

    @router.get("/products/{product_id}")
    async def product(handle: str, product_id: int) -> Response:
        return _one(product_view(world.product(world.shop(handle), product_id)))

    @router.post("/products")
    async def create_product(handle: str, body: bodies.NewProductBody) -> Response:
        given = body.given()
        given["options"] = [(option.name, option.values) for option in body.options]
        given["images"] = [image.given() for image in body.images]
        given["variants"] = [variant.given() for variant in body.variants]
        return _one(product_view(world.create_product(world.shop(handle), **given)), 201)

    @router.patch("/products/{product_id}")
    async def edit_product(handle: str, product_id: int, body: bodies.ProductBody) -> Response:
        return _one(product_view(world.edit_product(world.shop(handle), product_id, **body.given())))

    @router.delete("/products/{product_id}")
    async def delete_product(handle: str, product_id: int) -> Response:
        world.delete_product(world.shop(handle), product_id)
        return Response(status_code=204)

    @router.post("/products/{product_id}/variants")
    async def add_variant(handle: str, product_id: int, body: bodies.NewVariantBody) -> Response:
        shop = world.shop(handle)
        world.add_variant(shop, product_id, body.given())
        return _one(product_view(world.product(shop, product_id)), 201)

    @router.patch("/variants/{variant_id}")
    async def edit_variant(handle: str, variant_id: int, body: bodies.VariantBody) -> Response:
        shop = world.shop(handle)
        world.edit_variant(shop, variant_id, **body.given())
        return _one(product_view(world.product_of(shop, variant_id)[0]))

    @router.delete("/variants/{variant_id}")
    async def remove_variant(handle: str, variant_id: int) -> Response:
        world.remove_variant(world.shop(handle), variant_id)
        return Response(status_code=204)


def _add_stock(router: APIRouter, stage: Stage) -> None:
    world = stage.world

    @router.get("/stock")
    async def stock(handle: str, sku: str = "") -> Response:
        products = world.shop(handle).products.values()
        wanted = [(p, v) for p in products for v in p.variants if not sku or v.sku == sku]
        return _one([row for product, variant in wanted for row in stock_rows(product, variant)])

    @router.put("/variants/{variant_id}/stock")
    async def set_stock(handle: str, variant_id: int, body: bodies.StockBody) -> Response:
        shop = world.shop(handle)
        world.set_stock(shop, variant_id, **body.model_dump())
        return _one(stock_rows(*world.product_of(shop, variant_id)))


def _add_orders(router: APIRouter, stage: Stage) -> None:
    world = stage.world

    @router.get("/orders")
    async def orders(handle: str, after: int = 0, limit: int = 250) -> Response:
        return _page(world.shop(handle).orders, after, limit, order_view)

    @router.get("/orders/{order_id}")
    async def order(handle: str, order_id: int) -> Response:
        return _one(order_view(world.order(world.shop(handle), order_id)))

    @router.post("/orders")
    async def place_order(handle: str, body: bodies.OrderBody) -> Response:
        shop = world.shop(handle)
        if not body.lines:
            order_id = stage.trickle.one(handle)
            if order_id is None:
                raise Refused("out_of_stock", "there is nothing to buy in this shop", "lines")
            return _one(order_view(world.order(shop, order_id)), 201)
        cart = body.cart()
        bodies.by_sku(bodies.sku_index(shop), cart.lines)
        return _one(order_view(world.place_order(shop, cart)), 201)

    @router.get("/customers")
    async def customers(handle: str, after: int = 0, limit: int = 250) -> Response:
        return _page(world.shop(handle).customers, after, limit, customer_view)


def _add_order_actions(router: APIRouter, stage: Stage) -> None:
    world = stage.world

    @router.patch("/orders/{order_id}")
    async def edit_order(handle: str, order_id: int, body: bodies.EditOrderBody) -> Response:
        shop = world.shop(handle)
        given = body.given()
        given["add"] = [line.cart_line() for line in body.add]
        bodies.by_sku(bodies.sku_index(shop), given["add"])
        return _one(order_view(world.edit_order(shop, order_id, **given)))

    @router.post("/orders/{order_id}/pay")
    async def pay(handle: str, order_id: int) -> Response:
        return _one(order_view(world.mark_paid(world.shop(handle), order_id)))

    @router.post("/orders/{order_id}/cancel")
    async def cancel(handle: str, order_id: int, body: bodies.CancelBody) -> Response:
        return _one(order_view(world.cancel_order(world.shop(handle), order_id, **body.given())))

    @router.post("/orders/{order_id}/refund")
    async def refund(handle: str, order_id: int, body: bodies.RefundBody) -> Response:
        shop = world.shop(handle)
        given = {**body.given(), "lines": [line.units() for line in body.lines]}
        world.refund(shop, order_id, **given)
        return _one(order_view(world.order(shop, order_id)), 201)

    @router.post("/orders/{order_id}/fulfil")
    async def fulfil(handle: str, order_id: int, body: bodies.FulfilBody) -> Response:
        shop = world.shop(handle)
        world.fulfil(shop, order_id, **body.given())
        return _one(order_view(world.order(shop, order_id)), 201)


def _add_parcels(router: APIRouter, stage: Stage) -> None:
    world = stage.world

    @router.get("/fulfilments")
    async def fulfilments(handle: str, order_id: int | None = None) -> Response:
        shop = world.shop(handle)
        orders: Iterable[Order] = shop.orders.values() if order_id is None else [world.order(shop, order_id)]
        return _one([fulfilment_view(order, parcel) for order in orders for parcel in order.fulfilments])

    @router.patch("/fulfilments/{fulfilment_id}")
    async def update_tracking(handle: str, fulfilment_id: int, body: bodies.TrackingBody) -> Response:
        shop = world.shop(handle)
        world.update_tracking(shop, fulfilment_id, **body.given())
        return _one(fulfilment_view(*world.fulfilment(shop, fulfilment_id)))


def _page(held: dict[int, Any], after: int, limit: int, view: Any) -> Response:
    """The next entries by id above `after`."""
    keys = sorted(key for key in held if key > after)[: max(limit, 0)]
    return _one([view(held[key]) for key in keys])


def _one(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")
