"""Webhooks on their way: one lane per subscription, signed at each attempt, repeated as the vendor repeats them."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from app.sandbox.faults import Faults
from app.sandbox.shop import Shop
from app.sandbox.vendor import Delivery, Message, SandboxVendor, Subscription

log = logging.getLogger(__name__)

LOG_LENGTH = 2_000
# A webhook held back to be overtaken goes out by itself after this long, should no other follow it.
OVERTAKE_SECONDS = 1.5


class Desk(Protocol):
    """What the deliveries ask of the stage that they run on."""

    def vendor(self, slug: str) -> SandboxVendor[Any]: ...
    def find_subscription(self, delivery: Delivery) -> Subscription | None: ...
    def subscription_failed(self, subscription: Subscription) -> None: ...


class Deliveries:
    """The queue and the log of webhooks. `time_factor` divides every wait between repetitions."""

    def __init__(self, desk: Desk, faults: Faults, clock: Callable[[], datetime], time_factor: float = 1.0) -> None:
        self.desk, self.faults, self.clock, self.time_factor = desk, faults, clock, time_factor
        self.log: deque[Delivery] = deque(maxlen=LOG_LENGTH)
        self.last_number = 0
        self.version = 0
        self._lanes: dict[tuple[str, int], deque[Delivery]] = {}
        self._held: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None

    async def start(self) -> None:
        """Begin to send; what is in the log unfinished (from a snapshot) is sent first."""
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        self._client = httpx.AsyncClient(trust_env=False, follow_redirects=False, limits=limits)
        self._resume()

    async def stop(self) -> None:
        """Stop sending. What is not finished stays in the log as it is, and goes on after the next start."""
        tasks = set(self._tasks)
        self._halt()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def forget(self) -> None:
        """Drop the queue and the log."""
        self._halt()
        self.log.clear()
        self.version += 1

    def restore(self, deliveries: Iterable[Delivery], last_number: int) -> None:
        """Take over the queue and the log of a snapshot."""
        self.forget()
        self.log.extend(deliveries)
        self.last_number = last_number
        if self._client is not None:
            self._resume()

    def _resume(self) -> None:
        for delivery in [d for d in self.log if d.status in ("queued", "retrying")]:
            self._line_up(delivery)

    def _halt(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._lanes.clear()
        self._held.clear()

    async def idle(self) -> None:
        """Wait until nothing is queued, being sent or waiting for a repetition."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def enqueue(self, shop: Shop, message: Message) -> Delivery:
        """Take a webhook to its lane, through the faults that strike webhooks."""
        delivery = self._new(shop, message, str(uuid4()))
        where = (shop.vendor, shop.handle, message.topic)
        if self.faults.take("webhook_dropped", *where):
            self._finish(delivery, "dropped", "lost on purpose")
            return delivery
        if self._client is None:
            return delivery  # not started: `start` takes it from the log
        late = self.faults.take("webhook_delayed", *where)
        if late is not None:
            self._spawn(self._later(delivery, late.milliseconds / 1000))
            return delivery
        if shop.handle not in self._held and self.faults.take("webhook_reordered", *where):
            self._held[shop.handle] = delivery
            self._spawn(self._release(shop.handle, delivery))
            return delivery
        self._line_up(delivery)
        if self.faults.take("webhook_duplicated", *where):
            twin = self._new(shop, message, delivery.id)
            twin.duplicate = True
            self._line_up(twin)
        held = self._held.pop(shop.handle, None)
        if held is not None:
            self._line_up(held, behind=delivery)
        return delivery

    def _new(self, shop: Shop, message: Message, delivery_id: str) -> Delivery:
        self.last_number += 1
        self.version += 1
        subscription = message.subscription
        delivery = Delivery(
            delivery_id,
            self.last_number,
            subscription.id,
            shop.handle,
            shop.vendor,
            message.topic,
            subscription.address,
            message.raw,
            self.clock(),
            dict(message.headers),
        )
        self.log.append(delivery)
        return delivery

    def _line_up(self, delivery: Delivery, behind: Delivery | None = None) -> None:
        """Take it to its lane, or to that of the one that is to overtake it."""
        lead = behind or delivery
        key = (lead.shop, lead.subscription_id)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = deque()
            lane.append(delivery)
            self._spawn(self._run(key, lane))
        else:
            lane.append(delivery)

    async def _run(self, key: tuple[str, int], lane: deque[Delivery]) -> None:
        try:
            while lane:
                await self._safely(lane.popleft())
        finally:
            if self._lanes.get(key) is lane:
                del self._lanes[key]

    async def _safely(self, delivery: Delivery) -> None:
        """An attempt; one that breaks in the vendor's own code does not hold up the lane."""
        try:
            await self._attempt(delivery)
        except Exception as error:
            log.exception("webhook %s of %s could not be sent", delivery.topic, delivery.shop)
            self._finish(delivery, "failed", f"{type(error).__name__} in the sandbox")

    async def _later(self, delivery: Delivery, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._line_up(delivery)

    async def _release(self, handle: str, delivery: Delivery) -> None:
        await asyncio.sleep(OVERTAKE_SECONDS / self.time_factor)
        if self._held.get(handle) is delivery:
            del self._held[handle]
            self._line_up(delivery)

    async def _attempt(self, delivery: Delivery) -> None:
        subscription = self.desk.find_subscription(delivery)
        self.version += 1
        if subscription is None or subscription.status != "active":
            self._finish(delivery, "dropped", "the webhook is gone or not active")
            return
        vendor = self.desk.vendor(delivery.vendor)
        delivery.attempt += 1
        began = time.perf_counter()
        await self._post(vendor, subscription, delivery)
        delivery.milliseconds = round((time.perf_counter() - began) * 1000)
        self.version += 1
        if delivery.response_status is not None and 200 <= delivery.response_status < 300:
            subscription.failures = 0
            self._finish(delivery, "delivered")
        elif delivery.attempt <= len(vendor.retry.delays):
            delivery.status = "retrying"
            self._spawn(self._later(delivery, vendor.retry.delays[delivery.attempt - 1] / self.time_factor))
        else:
            self._finish(delivery, "failed", delivery.error)
            subscription.failures += 1
            self.desk.subscription_failed(subscription)

    async def _post(self, vendor: SandboxVendor[Any], subscription: Subscription, delivery: Delivery) -> None:
        """One request; its outcome is in `response_status` or `error`."""
        delivery.response_status, delivery.error = None, ""
        if self._client is None or not is_loopback(delivery.address):
            delivery.error = "the sandbox sends webhooks to loopback addresses only"
            return
        headers = {**delivery.headers, **vendor.sign(subscription, delivery)}
        try:
            answer = await self._client.post(
                delivery.address, content=delivery.raw, headers=headers, timeout=vendor.retry.timeout
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            delivery.error = str(error) or type(error).__name__
        else:
            delivery.response_status = answer.status_code
            delivery.error = "" if answer.is_success else f"answered {answer.status_code}"

    def _finish(self, delivery: Delivery, status: str, error: str = "") -> None:
        delivery.status, delivery.error, delivery.finished = status, error, self.clock()
        self.version += 1

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def is_loopback(address: str) -> bool:
    """Whether an http(s) address is on this machine's loopback interface."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            return False
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    return False
