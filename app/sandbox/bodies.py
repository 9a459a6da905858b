"""What may be sent to the control API. Unknown fields are refused, so that a typo does not pass for a wish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.sandbox.ordering import CART_FIELDS
from app.sandbox.shop import Address, Shop
from app.sandbox.world import Cart, CartLine, Refused, Return

Money = Annotated[Decimal, Field(max_digits=20, decimal_places=4, allow_inf_nan=False)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """Only what was sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class LineBody(Body):
    """A variant by id or SKU; with neither, anything with a title and a price."""

    variant_id: int | None = None
    sku: str = ""
    quantity: int = Field(1, ge=1, le=100_000)
    price: Money | None = None
    discount: Money = Decimal(0)
    title: str = ""

    def cart_line(self) -> CartLine:
        return CartLine(self.variant_id, self.quantity, self.price, self.discount, self.title, self.sku)


def sku_index(shop: Shop) -> dict[str, int]:
    """Variant ids by SKU; of several with one SKU, the first."""
    return {v.sku: v.id for p in reversed(shop.products.values()) for v in reversed(p.variants) if v.sku}


def by_sku(skus: Mapping[str, int], lines: Iterable[CartLine]) -> None:
    """Give lines with a SKU but neither id nor title the variant of that SKU; Refused not_found."""
    for line in lines:
        if line.variant_id is None and line.sku and not line.title:
            if line.sku not in skus:
                raise Refused("not_found", f"no variant with SKU {line.sku}", "sku")
            line.variant_id = skus[line.sku]


class OrderBody(Body):
    """What a shopper buys, see `Cart`. Without lines: whatever the next shopper likes."""

    lines: list[LineBody] = []
    email: str = ""
    phone: str = ""
    customer_id: int | None = None
    shipping: Address = Field(default_factory=Address)
    billing: Address | None = None
    shipping_title: str = "Standard"
    shipping_price: Money = Decimal(0)
    discount_code: str = ""
    discount_kind: Literal["fixed", "percent"] = "fixed"
    discount_value: Money = Decimal(0)
    paid: bool = True
    gateway: str = "card"
    note: str = ""
    tags: list[str] = []
    source: str = "web"
    presentment_currency: str = ""
    presentment_rate: Decimal = Decimal(1)
    on_shortage: Literal["policy", "oversell", "refuse"] = "policy"
    location_id: int | None = None
    at: datetime | None = None

    def cart(self) -> Cart:
        given = {name: value for name, value in self.given().items() if name in CART_FIELDS}
        return Cart(**{**given, "lines": [line.cart_line() for line in self.lines]})


class EditOrderBody(Body):
    """Fields to change; `quantities` by line id, `add` new lines."""

    quantities: dict[int, int] = {}
    add: list[LineBody] = []
    email: str = ""
    phone: str = ""
    shipping: Address = Field(default_factory=Address)
    billing: Address = Field(default_factory=Address)
    note: str = ""
    tags: list[str] = []


class CancelBody(Body):
    reason: str = ""
    restock: bool = True
    refund: bool = True


class ReturnBody(Body):
    line_id: int
    quantity: int = Field(ge=1)
    restock: Literal["auto", "none", "cancel", "return"] = "auto"
    location_id: int | None = None

    def units(self) -> Return:
        return Return(self.line_id, self.quantity, self.restock, self.location_id)


class RefundBody(Body):
    """Units, money for the delivery, or an amount of its own."""

    lines: list[ReturnBody] = []
    shipping: Money = Decimal(0)
    amount: Money | None = None
    note: str = ""


class TrackingBody(Body):
    tracking_company: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipment_status: str = ""


class FulfilBody(TrackingBody):
    """Units by line id; without, all that are open."""

    lines: dict[int, int] | None = None
    location_id: int | None = None


class VariantBody(Body):
    title: str = ""
    sku: str = ""
    barcode: str = ""
    price: Money = Field(Decimal(0), ge=0)
    compare_at: Money | None = None
    cost: Money | None = None
    weight_grams: int = Field(0, ge=0)
    option_values: list[str] = []
    tracked: bool = True
    oversell: bool = False
    taxable: bool = True
    requires_shipping: bool = True


class NewVariantBody(VariantBody):
    """`stock`: available at the primary location, or by location id."""

    stock: int | dict[int, int] = 0


class ProductBody(Body):
    title: str = ""
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: list[str] = []
    status: Literal["active", "draft", "archived"] = "active"
    handle: str = ""


class OptionBody(Body):
    name: str
    values: list[str]


class ImageBody(Body):
    path: str
    alt: str = ""


class NewProductBody(ProductBody):
    title: str = Field(min_length=1)
    options: list[OptionBody] = []
    images: list[ImageBody] = []
    variants: list[NewVariantBody] = []


class StockBody(Body):
    quantity: int = Field(ge=-1_000_000_000, le=1_000_000_000)
    location_id: int | None = None
    field: Literal["available", "on_hand", "incoming"] = "available"
    expected: int | None = None


class FaultBody(Body):
    """A trouble, see `Fault`."""

    kind: str
    vendor: str
    shop: str = ""
    route: str = ""
    body: str = ""
    rate: float = 1.0
    count: int | None = None
    seconds: float | None = None
    milliseconds: int = 0


class TrickleBody(Body):
    """Orders per minute in one shop, or in every one."""

    per_minute: float
    shop: str = ""
