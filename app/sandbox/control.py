"""The control API: read the truth at the vendor's side, act as a shopper or a merchant, make trouble. See README.md."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from app.sandbox.bodies import FaultBody, TrickleBody
from app.sandbox.control_shop import shop_routes
from app.sandbox.shopfile import load_shop
from app.sandbox.snapshot import SHOP, Snapshots, write_atomically
from app.sandbox.stage import Stage
from app.sandbox.views import delivery_view, fault_view, seen_view, shop_view, subscription_view
from app.sandbox.world import Refused

_STATUS = {"not_found": 404, "invalid": 422}
MAX_FILE = 256 * 2**20


def control_app(stage: Stage, snapshots: Snapshots, snapshot_path: Path | None) -> FastAPI:
    """The API as an app of its own. Refusals are `{"error": {"code", "message", "field", …}}` with 404, 409 or 422."""
    app = FastAPI(title="Sandbox control", docs_url=None, redoc_url=None)
    app.exception_handler(Refused)(_refused)
    app.exception_handler(RequestValidationError)(_unreadable)
    app.include_router(shop_routes(stage))
    _add_stage_routes(app, stage, snapshots, snapshot_path)
    _add_trouble_routes(app, stage)
    _add_webhook_routes(app, stage)
    return app


def _add_stage_routes(app: FastAPI, stage: Stage, snapshots: Snapshots, path: Path | None) -> None:
    @app.get("/vendors")
    async def vendors() -> Response:
        return rows(
            {
                "slug": vendor.slug,
                "title": vendor.title,
                "shops": [shop.handle for shop in stage.hosts[vendor.slug].shops()] if vendor.shops else None,
                "credentials": [] if vendor.shops else _pairs(stage.credentials(vendor.slug, None)),
            }
            for vendor in stage.vendors.values()
        )

    @app.get("/shops")
    async def shops(request: Request) -> Response:
        return rows(whole_shop(stage, handle, str(request.base_url)) for handle in stage.world.shops)

    @app.get("/shops/{handle}")
    async def shop(handle: str, request: Request) -> Response:
        return one(whole_shop(stage, handle, str(request.base_url)))

    @app.get("/shops/{handle}/export")
    async def export_shop(handle: str) -> Response:
        return Response(SHOP.dump_json(stage.world.shop(handle)), media_type="application/json")

    @app.post("/shops")
    async def open_shop(request: Request) -> Response:
        raw = await _small(request)
        shop = await asyncio.to_thread(load_shop, raw, stage.clock)
        stage.add_shop(shop)
        return one(whole_shop(stage, shop.handle, str(request.base_url)), 201)

    @app.delete("/shops/{handle}")
    async def close_shop(handle: str) -> Response:
        stage.remove_shop(handle)
        return Response(status_code=204)

    @app.post("/reset")
    async def reset() -> Response:
        stage.reset()
        return rows(shop_view(shop) for shop in stage.world.shops.values())

    @app.get("/snapshot")
    async def take_snapshot() -> Response:
        return Response(snapshots.dump(), media_type="application/json")

    @app.put("/snapshot")
    async def put_snapshot(request: Request) -> Response:
        snapshots.load(await _small(request))
        return rows(shop_view(shop) for shop in stage.world.shops.values())

    @app.post("/save")
    async def save() -> Response:
        if path is None:
            raise Refused("invalid", "the sandbox was started without a snapshot file", "state")
        await asyncio.to_thread(write_atomically, path, snapshots.dump())
        return one({"saved": True})


def _add_trouble_routes(app: FastAPI, stage: Stage) -> None:
    @app.get("/faults")
    async def faults() -> Response:
        return rows(fault_view(fault) for fault in stage.faults.active())

    @app.post("/faults")
    async def begin_fault(body: FaultBody) -> Response:
        return one(fault_view(stage.begin_fault(**body.model_dump())), 201)

    @app.delete("/faults")
    async def end_faults(vendor: str = "", shop: str = "", kind: str = "") -> Response:
        return one({"ended": stage.faults.clear(vendor=vendor, shop=shop, kind=kind)})

    @app.delete("/faults/{fault_id}")
    async def end_fault(fault_id: int) -> Response:
        if not stage.faults.clear(fault_id):
            raise Refused("not_found", f"no fault {fault_id}", "fault_id")
        return one({"ended": 1})

    @app.get("/trickle")
    async def trickle() -> Response:
        return one({"per_minute": stage.trickle.rates, "placed": stage.trickle.placed})

    @app.put("/trickle")
    async def set_trickle(body: TrickleBody) -> Response:
        for handle in [body.shop] if body.shop else list(stage.world.shops):
            stage.trickle.set(handle, body.per_minute)
        return one({"per_minute": stage.trickle.rates, "placed": stage.trickle.placed})


def _add_webhook_routes(app: FastAPI, stage: Stage) -> None:
    @app.get("/subscriptions")
    async def subscriptions(vendor: str = "", shop: str = "") -> Response:
        return rows(subscription_view(s) for s in stage.subscriptions(vendor, shop))

    @app.get("/deliveries")
    async def deliveries(shop: str = "", topic: str = "", status: str = "", limit: int = 100) -> Response:
        fitting = [
            delivery
            for delivery in reversed(stage.deliveries.log)
            if shop in ("", delivery.shop) and topic in ("", delivery.topic) and status in ("", delivery.status)
        ]
        return rows(delivery_view(delivery) for delivery in fitting[: max(limit, 0)])

    @app.get("/requests")
    async def requests(vendor: str = "", shop: str = "", limit: int = 100) -> Response:
        fitting = [s for s in reversed(stage.seen) if vendor in ("", s.vendor) and shop in ("", s.shop)]
        return rows(seen_view(seen) for seen in fitting[: max(limit, 0)])


def whole_shop(stage: Stage, handle: str, base: str) -> dict[str, Any]:
    """A shop with its address, and with what is needed to connect it."""
    shop = stage.world.shop(handle)
    root = base.rstrip("/").removesuffix("/control")
    return {
        **shop_view(shop),
        "address": f"{root}/{shop.vendor}/{shop.handle}",
        "credentials": _pairs(stage.credentials(shop.vendor, shop)),
    }


def one(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def rows(content: Iterable[Any]) -> Response:
    return one(list(content))


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in pairs]


async def _small(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_FILE:
            raise Refused("invalid", f"a file may have {MAX_FILE // 2**20} MiB at most")
    return bytes(raw)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refused)
    error = {"code": refusal.code, "message": refusal.message, "field": refusal.field, "detail": refusal.detail}
    return one({"error": error}, _STATUS.get(refusal.code, 409))


async def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:])
    return one({"error": {"code": "invalid", "message": f"{field}: {first['msg']}", "field": field}}, 422)
