"""What of inventory may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.kernel.errors import Conflict

Sort = Literal["product", "available"]
LOW_AT = 3  # what counts as low where nobody has said


class OutOfStock(Conflict):
    """There is not enough. `details`: variant_id, wanted, available."""

    code = "OUT_OF_STOCK"

    def __init__(self, variant_id: UUID, wanted: int, available: int) -> None:
        super().__init__(
            f"Only {max(0, available)} of the {wanted} wanted are in stock." if available > 0 else "This is out of stock.",
            details={"variant_id": str(variant_id), "wanted": wanted, "available": max(0, available)},
        )
        self.variant_id = variant_id
        self.available = available


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A wish to hold stock. `owner` and `line_ref` name it: wishing twice holds once. `ttl` in seconds, None: for good."""

    variant_id: UUID
    quantity: int
    owner_kind: str
    owner_id: UUID
    line_ref: str = ""
    location_id: UUID | None = None  # None: the default location first, then where most is
    ttl: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    id: UUID
    variant_id: UUID
    location_id: UUID
    quantity: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    """What an order's line asks of stock now: units still to ship, units shipped so far, shipped units put back."""

    line_ref: str
    variant_id: UUID
    open: int
    shipped: int = 0
    restocked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """All lines of one order. `historic`: it was there before its channel's stock was first read, which therefore
    knows of it already: what is open is added to on-hand as it is reserved, what was shipped moves nothing."""

    owner_id: UUID
    lines: tuple[DemandLine, ...]
    owner_kind: str = "order"
    historic: bool = False
    location_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Units of a variant at a location. available = on_hand − reserved; it is negative when a channel oversold."""

    variant_id: UUID
    location_id: UUID
    on_hand: int
    reserved: int
    available: int
    incoming: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An adjustment by people: exactly one of `delta` and `absolute` (new on-hand)."""

    variant_id: UUID
    location_id: UUID
    reason: str
    delta: int | None = None
    absolute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A level counts as low at this many available or fewer; None: the organisation's threshold speaks for it."""

    variant_id: UUID
    location_id: UUID
    low_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LowStock:
    """What sells and is low now. Without a location: over all active ones, by the organisation's threshold."""

    variant_id: UUID
    location_id: UUID | None
    location: str
    product_id: UUID
    product: str
    variant: str
    sku: str
    available: int
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationView:
    id: UUID
    name: str
    is_default: bool
    active: bool
    address: Mapping[str, str] = field(default_factory=dict)
