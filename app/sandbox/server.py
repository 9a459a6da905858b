"""The sandbox as a server: `build` makes the ASGI app, `server` and `serve` run it on the loopback interface."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from random import Random
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.sandbox import shopper
from app.sandbox.control import control_app
from app.sandbox.core import now_utc
from app.sandbox.gate import Protocol
from app.sandbox.guard import Guard
from app.sandbox.page import page_routes
from app.sandbox.pictures import also_from
from app.sandbox.shop import Shop
from app.sandbox.shopfile import load_shop
from app.sandbox.snapshot import Snapshots, write_atomically
from app.sandbox.stage import Stage, discover
from app.sandbox.vendor import SandboxVendor
from app.sandbox.world import Cart, Refused

log = logging.getLogger(__name__)

SAVE_EVERY = 1.0
# An SVG opened by itself must not be a page of this server that runs scripts.
_PICTURE_HEADERS = {
    "cache-control": "public, max-age=86400",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
}
STATIC = Path(__file__).parent / "static"


def demo_stage(
    seed: int = 1,
    *,
    vendors: Iterable[SandboxVendor[Any]] | None = None,
    time_factor: float = 1.0,
    clock: Callable[[], datetime] = now_utc,
) -> Stage:
    """A stage with every vendor in this folder and the demo's shops to reset to (not reset yet)."""
    from app.sandbox import demo
    from app.sandbox.demo.tables import HANDLES

    def next_cart(shop: Shop, rng: Random, now: datetime) -> Cart | None:
        return demo.next_order(shop, rng, now) if shop.handle in HANDLES else shopper.next_cart(shop, rng, now)

    return Stage(
        discover() if vendors is None else vendors,
        shops=demo.shops,
        pictures=demo.picture,
        next_cart=next_cart,
        seed=seed,
        time_factor=time_factor,
        clock=clock,
    )


def build(stage: Stage, *, snapshot_path: Path | None = None, token: str = "") -> Starlette:
    """The ASGI app of a stage. Its lifespan sends webhooks, lets shoppers in and keeps the snapshot.

    `token`, if given, must come with every call of `/control` (bearer) and is asked for by the page.
    """
    snapshots = Snapshots(stage)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(stage, snapshots, snapshot_path):
            yield

    async def picture(request: Request) -> Response:
        try:
            media_type, content = stage.pictures(request.path_params["path"])
        except KeyError:
            return PlainTextResponse("no such picture", 404)
        return Response(content, media_type=media_type, headers=_PICTURE_HEADERS)

    guard = Guard(token)
    routes: list[BaseRoute] = [
        Route("/pictures/{path:path}", picture),
        Mount("/static", StaticFiles(directory=STATIC)),
        Mount("/control", guard.api(control_app(stage, snapshots, snapshot_path))),
        *(Route(path, gate) for slug, gate in stage.gates.items() for path in (f"/{slug}", f"/{slug}/{{rest:path}}")),
        Mount("/", guard.page(Starlette(routes=page_routes(stage)))),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


@contextlib.asynccontextmanager
async def running(stage: Stage, snapshots: Snapshots, path: Path | None) -> AsyncIterator[None]:
    """A stage at work; what changed is saved at the end."""
    await stage.deliveries.start()
    tasks = [asyncio.create_task(stage.trickle.run())]
    saver = _Saver(stage, snapshots, path) if path else None
    if saver:
        tasks.append(asyncio.create_task(saver.run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await stage.deliveries.stop()
        if saver:
            await saver.save()


class _Saver:
    """Writes the snapshot when something changed, and never spends more than a twentieth of the time on it."""

    def __init__(self, stage: Stage, snapshots: Snapshots, path: Path) -> None:
        self.stage, self.snapshots, self.path = stage, snapshots, path
        self.saved = -1

    async def run(self) -> None:
        pause = 0.0
        while True:
            await asyncio.sleep(max(SAVE_EVERY, pause))
            began = time.perf_counter()
            try:
                await self.save()
            except Exception:
                # A full disk, or a state that JSON cannot carry: said each time, and tried again.
                log.exception("the snapshot %s could not be written", self.path)
            pause = 20 * (time.perf_counter() - began)

    async def save(self) -> None:
        version = self.stage.version
        if version != self.saved:
            await asyncio.to_thread(write_atomically, self.path, self.snapshots.dump())
            self.saved = version


def server(
    host: str = "127.0.0.1",
    port: int = 8899,
    *,
    snapshot_path: Path | None = None,
    seed: int = 1,
    load: Iterable[Path] = (),
    pictures: Path | None = None,
    token: str = "",
    time_factor: float = 1.0,
    trickle: float = 0.0,
) -> uvicorn.Server:
    """A server that is ready to run, with the state of the snapshot if there is one, else the demo's shops.

    `load` are shop files that are taken in on top; `pictures` a folder with what their image paths name; `trickle` is
    orders per minute in every shop; `time_factor` divides the vendors' waits before they repeat a webhook. Raises
    ValueError for a host that is not on the loopback interface,
    Refused for a snapshot or a shop file that cannot be read.
    """
    if host != "localhost" and not ip_address(host).is_loopback:
        raise ValueError(f"the sandbox listens on the loopback interface only, not on {host}")
    stage = demo_stage(seed, time_factor=time_factor)
    if pictures is not None:
        stage.pictures = also_from(pictures, stage.pictures)
    if snapshot_path and snapshot_path.exists():
        try:
            Snapshots(stage).load(snapshot_path.read_bytes())
        except Refused as refusal:
            raise Refused(refusal.code, f"{snapshot_path}: {refusal.message}; move it away to begin anew") from refusal
    else:
        stage.reset()
    for file in load:
        stage.add_shop(load_shop(file.read_bytes(), stage.clock))
    for handle in stage.world.shops if trickle else ():
        stage.trickle.set(handle, trickle)
    app = build(stage, snapshot_path=snapshot_path, token=token)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def serve(host: str = "127.0.0.1", port: int = 8899, **how: Any) -> None:
    """Run until a signal comes; arguments as for `server`."""
    server(host, port, **how).run()
