"""A store at the fake vendor, and the ways work is carried out in tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.inventory import api as inventory
from app.kernel import clock, job_runner
from app.kernel.db import unit_of_work
from app.kernel.ids import new_id
from app.kernel.inbox import InboxEndpoint, InboxMessage, Pump
from app.kernel.outbox import Relay
from app.kernel.process import Process
from app.sync import background, handlers, tasks
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.sync import fake
from tests.sync.fake import World
from tests.sync.played import Played, playing

__all__ = ["Shop", "handlers", "tasks"]


@dataclass
class Shop:
    """A connected store and the world that it shows."""

    org: Organisation
    store_id: UUID
    connection_id: UUID
    world: World

    async def settle(self) -> None:
        """Carry out everything that is due: events, deliveries, jobs."""
        for _ in range(12):
            done = await Relay().drain(self.org.id)
            done += await Pump().sweep(self.org.id)
            done += await job_runner.drain(self.org.id)
            if not done:
                return
        raise AssertionError("the work never ends: something echoes")

    async def sync(self, kind: str = "reconcile") -> UUID:
        async with self.org.uow() as uow:
            run = await background.launch(uow, self.store_id, kind, "user")
        await self.settle()
        return run.id

    async def hook(self, topic: str, id_: str = "", *, body: bytes | None = None) -> UUID:
        """A verified delivery, stored as the receiver stores them."""
        message_id = new_id()
        async with unit_of_work(self.org.id) as uow:
            if not await uow.session.get(InboxEndpoint, (self.org.id, self.connection_id)):
                uow.add(InboxEndpoint(org_id=self.org.id, id=self.connection_id, vendor="fake", kind="store", secret="sealed"))
                await uow.flush()
            uow.add(
                InboxMessage(
                    org_id=self.org.id, id=message_id, endpoint_id=self.connection_id, vendor="fake", topic=topic,
                    delivery_id=str(message_id), body=orjson.dumps({"id": id_}) if body is None else body,
                    available_at=clock.now(),
                )
            )  # fmt: skip
        return message_id

    async def rows(self, sql: str, **given: object) -> list[tuple[object, ...]]:
        async with unit_of_work(self.org.id) as uow:
            return [tuple(row) for row in await uow.execute(text(sql), given)]

    async def message(self, id_: UUID) -> tuple[object, ...]:
        return (await self.rows("SELECT state, error FROM inbox_messages WHERE id = :id", id=id_))[0]

    async def variant(self, stock_id: str) -> UUID:
        found = await self.rows(
            "SELECT variant_id FROM channel_stock WHERE store_id = :store AND stock_id = :item",
            store=self.store_id, item=stock_id,
        )  # fmt: skip
        return found[0][0]  # type: ignore[return-value]

    async def level(self, stock_id: str) -> tuple[int, int, int]:
        """(on hand, reserved, available) over all locations."""
        variant = await self.variant(stock_id)
        async with unit_of_work(self.org.id) as uow:
            levels = await inventory.levels(uow, [variant])
        found = list(levels.values())
        return sum(x.on_hand for x in found), sum(x.reserved for x in found), sum(x.available for x in found)

    async def run(self, run_id: UUID) -> dict[str, object]:
        names = ("state", "kind", "counts", "error", "position")
        found = await self.rows(f"SELECT {', '.join(names)} FROM sync_runs WHERE id = :id", id=run_id)
        return dict(zip(names, found[0], strict=True))


MakeShop = Callable[[], Awaitable[Shop]]


@pytest.fixture
async def make_shop(process: Process, org: Organisation) -> MakeShop:
    fake.install()

    async def make() -> Shop:
        store_id = await make_store(org, platform="fake")
        connection_id = await make_connection(org, store_id, vendor="fake")
        return Shop(org, store_id, connection_id, fake.world(connection_id))

    return make


@pytest.fixture
async def shop(make_shop: MakeShop) -> Shop:
    return await make_shop()


@pytest.fixture
async def played(
    process: Process, application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Played]:
    async with playing(process, application, org, monkeypatch) as made:
        yield made
