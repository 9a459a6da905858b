"""Stock of a store platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.ports.storefront.paging import Page
from app.ports.vendor import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteLocation:
    external_id: str
    name: str
    active: bool = True
    address: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStock:
    """What the channel would sell at one location: `available` units. None: the vendor does not track this one."""

    stock_id: str
    location_id: str
    available: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWrite:
    """Set `available`; `expected` is what we believe it is now, compared by vendors that can (None: do not compare).

    `key` names this write: a repeat with the same key after a lost answer changes nothing.
    """

    stock_id: str
    location_id: str
    available: int
    expected: int | None
    key: str
    product_id: str = ""
    variant_id: str = ""


class StockOutcome(StrEnum):
    WRITTEN = "written"
    STALE = "stale"  # the remote value was not `expected`: read it again
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockResult:
    write: StockWrite
    outcome: StockOutcome
    available: int | None = None  # the remote value afterwards, when told
    reason: str = ""


class StockSink(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def locations(self) -> Sequence[RemoteLocation]:
        """At least one; vendors without locations answer one named after the shop."""

    def stock(self, stock_ids: Sequence[str] | None, cursor: str | None) -> AsyncIterator[Page[RemoteStock]]:
        """Present levels, of the named items or of all (None). An item is (stock_id); levels at every location."""

    async def set_stock(self, writes: Sequence[StockWrite]) -> Sequence[StockResult]:
        """One result per write, same order; batched as the vendor allows."""
