"""Products with their variants, pictures and stock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass
class Image:
    """A picture of a product; `path` is what `/pictures/{path}` serves, `position` starts at 1."""

    id: int
    path: str
    alt: str = ""
    position: int = 1
    width: int = 1200
    height: int = 1200
    created: datetime | None = None


@dataclass
class Option:
    """An axis of variants, such as Size with S, M and L."""

    id: int
    name: str
    values: list[str] = field(default_factory=list)


@dataclass
class Level:
    """Stock of one variant at one location. `available` may be negative when a shop oversold."""

    on_hand: int = 0
    committed: int = 0
    incoming: int = 0
    updated: datetime | None = None

    @property
    def available(self) -> int:
        return self.on_hand - self.committed


@dataclass
class Variant:
    """What is bought. `levels` is keyed by location id; `inventory_id` is a second id for vendors that split the two."""

    id: int
    inventory_id: int
    created: datetime
    updated: datetime
    title: str = "Default"
    sku: str = ""
    barcode: str = ""
    price: Decimal = ZERO
    compare_at: Decimal | None = None
    cost: Decimal | None = None
    weight_grams: int = 0
    option_values: list[str] = field(default_factory=list)
    tracked: bool = True
    oversell: bool = False
    taxable: bool = True
    requires_shipping: bool = True
    position: int = 1
    image_id: int | None = None
    levels: dict[int, Level] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def on_hand(self) -> int:
        return sum(level.on_hand for level in self.levels.values())

    @property
    def committed(self) -> int:
        return sum(level.committed for level in self.levels.values())

    @property
    def available(self) -> int:
        return self.on_hand - self.committed


@dataclass
class Product:
    """A product with at least one variant. `status` is active, draft or archived."""

    id: int
    title: str
    handle: str
    created: datetime
    updated: datetime
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: list[str] = field(default_factory=list)
    status: str = "active"
    options: list[Option] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    published: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)
