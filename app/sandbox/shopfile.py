"""A shop from a JSON file: written by hand or by a script, or exported from a sandbox. README.md describes the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import orjson
from pydantic import AwareDatetime, Field, ValidationError, field_validator

from app.sandbox.bodies import (
    Body,
    ImageBody,
    LineBody,
    Money,
    OptionBody,
    OrderBody,
    ProductBody,
    VariantBody,
    by_sku,
    sku_index,
)
from app.sandbox.shop import Address, Customer, Location, Order, Shop
from app.sandbox.snapshot import SHOP
from app.sandbox.world import Refused, Return, World


class FileLocation(Body):
    name: str
    address: Address = Field(default_factory=Address)


class FileVariant(VariantBody):
    """`stock`: available at the first location, or by the locations' names."""

    stock: int | dict[str, int] = 0


class FileProduct(ProductBody):
    title: str = Field(min_length=1)
    options: list[OptionBody] = []
    images: list[ImageBody] = []
    variants: list[FileVariant] = []
    created: AwareDatetime | None = None


class FileCustomer(Body):
    email: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    addresses: list[Address] = []
    tags: list[str] = []
    accepts_marketing: bool = False
    created: AwareDatetime | None = None


class FileParcel(Body):
    """Units by SKU; without, all that are open."""

    at: AwareDatetime | None = None
    lines: dict[str, int] | None = None
    tracking_company: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


class FileRefund(Body):
    """Units by SKU, or an amount."""

    at: AwareDatetime | None = None
    lines: dict[str, int] = {}
    amount: Money | None = None
    note: str = ""


class FileOrder(OrderBody):
    """As the control API's order, with its history. `lines` name variants by SKU; stock is counted as it is now, so
    past orders do not take from it."""

    lines: list[LineBody] = Field(min_length=1)
    number: int | None = None
    at: AwareDatetime | None = None
    fulfilments: list[FileParcel] = []
    refunds: list[FileRefund] = []
    cancelled: AwareDatetime | None = None
    cancel_reason: str = ""


class ShopFile(Body):
    """A shop, with everything in it."""

    handle: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    vendor: str
    name: str = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    country: str = Field(pattern=r"^[A-Z]{2}$")
    timezone: str = "UTC"
    email: str = ""
    domain: str = ""
    plan: str = "basic"
    taxes_included: bool = False
    tax_title: str = "Tax"
    tax_rate: Decimal = Field(Decimal(0), ge=0, lt=1)
    tax_rates: dict[str, Decimal] = {}
    weight_unit: Literal["g", "kg", "oz", "lb"] = "kg"
    logo: str = ""
    accent: str = ""
    tagline: str = ""
    address: Address = Field(default_factory=Address)
    locations: list[FileLocation] = [FileLocation(name="Warehouse")]
    products: list[FileProduct] = []
    customers: list[FileCustomer] = []
    orders: list[FileOrder] = []
    created: AwareDatetime | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("not an IANA time zone") from error
        return name


def schema() -> str:
    """The JSON schema of a shop file, as text."""
    return json.dumps(ShopFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def load_shop(raw: bytes, clock: Callable[[], datetime]) -> Shop:
    """The shop of a file; Refused invalid (or what an operation said) with the place of the mistake."""
    try:
        whole = orjson.loads(raw)
        if isinstance(whole, dict) and "last_id" in whole:
            return SHOP.validate_python(whole)
        return _Loader(ShopFile.model_validate(whole), clock()).shop
    except orjson.JSONDecodeError as error:
        raise Refused("invalid", f"not JSON: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused("invalid", f"{place}: {first['msg']}", place) from error


class _Loader:
    """Builds the shop with the world's own operations, at the times that the file says."""

    def __init__(self, file: ShopFile, now: datetime) -> None:
        self.file, self.at = file, now
        self.world = World(lambda: self.at)
        oldest = min([now, *(order.at for order in file.orders if order.at)])
        self.shop = self._open(file, (file.created or oldest).astimezone(UTC))
        for product in file.products:
            self._product(product, product.created or self.shop.created)
        self.skus = sku_index(self.shop)
        for customer in file.customers:
            self._customer(customer, customer.created or self.shop.created)
        counted = {v.id: {k: lv.on_hand for k, lv in v.levels.items()} for p in self.shop.products.values() for v in p.variants}
        for order in sorted(file.orders, key=lambda o: o.at or now):
            self._order(order, order.at or now)
        self._recount(counted)

    def _open(self, file: ShopFile, created: datetime) -> Shop:
        same = {"handle", "vendor", "name", "currency", "country", "timezone", "email", "domain", "plan", "taxes_included"}
        same |= {"tax_title", "tax_rate", "tax_rates", "weight_unit", "logo", "accent", "tagline", "address"}
        shop = Shop(created=created, updated=created, **{name: getattr(file, name) for name in same})
        shop.locations = [Location(shop.next_id(), place.name, place.address) for place in file.locations]
        return self.world.add_shop(shop)

    def _product(self, product: FileProduct, at: datetime) -> None:
        self.at = at.astimezone(UTC)
        values = product.given()
        values.pop("created", None)
        values["options"] = [(option.name, option.values) for option in product.options]
        values["images"] = [image.given() for image in product.images]
        values["variants"] = [{**v.given(), "stock": self._stock(v.stock)} for v in product.variants]
        self.world.create_product(self.shop, **values)

    def _stock(self, stock: int | dict[str, int]) -> int | dict[int, int]:
        if isinstance(stock, int):
            return stock
        places = {place.name: place.id for place in self.shop.locations}
        if unknown := sorted(set(stock) - set(places)):
            raise Refused("invalid", f"no location {unknown[0]!r}", "stock")
        return {places[name]: quantity for name, quantity in stock.items()}

    def _customer(self, customer: FileCustomer, at: datetime) -> Customer:
        self.at = at.astimezone(UTC)
        values = customer.given()
        values.pop("created", None)
        return self.world.create_customer(self.shop, **values)

    def _order(self, wanted: FileOrder, at: datetime) -> None:
        self.at = at = at.astimezone(UTC)
        cart = wanted.cart()
        cart.at, cart.on_shortage = at, "oversell"
        by_sku(self.skus, cart.lines)
        order = self.world.place_order(self.shop, cart)
        for parcel in wanted.fulfilments:
            tracking = parcel.model_dump(include={"tracking_company", "tracking_number", "tracking_url"})
            self.at = (parcel.at or at).astimezone(UTC)
            self.world.fulfil(self.shop, order.id, self._units(order, parcel.lines), at=self.at, **tracking)
        for refund in wanted.refunds:
            self.at = (refund.at or at).astimezone(UTC)
            units = [Return(line_id, quantity) for line_id, quantity in (self._units(order, refund.lines) or {}).items()]
            self.world.refund(self.shop, order.id, units, amount=refund.amount, note=refund.note, at=self.at)
        if wanted.cancelled:
            self.at = wanted.cancelled.astimezone(UTC)
            self.world.cancel_order(self.shop, order.id, reason=wanted.cancel_reason, at=self.at)

    def _units(self, order: Order, by_sku: dict[str, int] | None) -> dict[int, int] | None:
        if by_sku is None:
            return None
        lines = {line.sku: line.id for line in order.lines}
        if unknown := sorted(set(by_sku) - set(lines)):
            raise Refused("invalid", f"order {order.name} has no line with SKU {unknown[0]}", "lines")
        return {lines[sku]: quantity for sku, quantity in by_sku.items()}

    def _recount(self, counted: dict[int, dict[int, int]]) -> None:
        """Available as the file says: what open orders hold is on the shelf besides."""
        for product in self.shop.products.values():
            for variant in product.variants:
                for place, level in variant.levels.items():
                    level.on_hand = counted.get(variant.id, {}).get(place, 0) + level.committed
