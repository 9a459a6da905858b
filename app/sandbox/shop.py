"""What a played shop consists of, in neutral words: plain dataclasses, Decimal money, aware UTC times, integer ids.

Ids are unique within one shop, whatever they name. Money is in the shop's currency. Everything here goes into the snapshot
as it stands, so a field's type must be one that JSON can carry there and back. `extra` is the
vendor folder's: JSON values that only that vendor knows (meta data, its own status word).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from app.sandbox.goods import ZERO, Image, Level, Option, Product, Variant
from app.sandbox.places import Address, Location
from app.sandbox.sales import (
    Customer,
    Discount,
    Fulfilment,
    FulfilmentLine,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    ShippingLine,
    TaxLine,
)

__all__ = [
    "ZERO",
    "Address",
    "Customer",
    "Discount",
    "Fulfilment",
    "FulfilmentLine",
    "Image",
    "Level",
    "Location",
    "Option",
    "Order",
    "OrderLine",
    "Product",
    "Refund",
    "RefundLine",
    "ShippingLine",
    "Shop",
    "TaxLine",
    "Variant",
]


@dataclass
class Shop:
    """A played shop. `handle` is unique in a world and names it in paths; `vendor` is the slug of the vendor folder."""

    handle: str
    vendor: str
    name: str
    currency: str
    timezone: str
    country: str
    created: datetime
    updated: datetime
    email: str = ""
    domain: str = ""
    plan: str = "basic"
    taxes_included: bool = False
    tax_title: str = "Tax"
    tax_rate: Decimal = ZERO
    tax_rates: dict[str, Decimal] = field(default_factory=dict)
    weight_unit: str = "kg"
    logo: str = ""
    accent: str = ""
    tagline: str = ""
    address: Address = field(default_factory=Address)
    locations: list[Location] = field(default_factory=list)
    products: dict[int, Product] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    last_id: int = 0
    last_order_number: int = 1000

    def next_id(self) -> int:
        """A fresh id; never given twice in this shop, not even after a delete."""
        self.last_id += 1
        return self.last_id

    @property
    def location(self) -> Location:
        """The primary location."""
        return next(place for place in self.locations if place.active)
