"""Shipments told to a store platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.ports.storefront.orders import RemoteFulfilment
from app.ports.vendor import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentWrite:
    """Tell the channel that these units left. `lines` are (line external id, quantity)."""

    order_id: str
    lines: tuple[tuple[str, int], ...]
    carrier: str
    number: str
    url: str = ""
    notify_customer: bool = False
    key: str = ""  # found again in the order's fulfilments after a lost answer: the tracking number serves
    others: tuple[str, ...] = ()  # what the channel calls other shipments of the order: they are not this one


class FulfilmentSink(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def push_fulfilment(self, write: FulfilmentWrite) -> RemoteFulfilment:
        """Ship once: looks for the same tracking number on the order before it writes, reads back afterwards."""

    async def withdraw_fulfilment(self, write: FulfilmentWrite, fulfilment_id: str) -> bool:
        """It did not leave after all: what `write` told is taken back there, and its units are open again. Found by the
        tracking number, else as `fulfilment_id`. False: nothing of it is there (any more); so a repeat is harmless."""

    async def update_tracking(self, order_id: str, fulfilment_id: str, *, carrier: str, number: str, url: str) -> None: ...
