"""A played shop seen from one request or webhook: addresses, times and money in WordPress's forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.sandbox.core import MINOR_UNITS, round_money
from app.sandbox.shop import Image, Product, Shop, Variant
from app.sandbox.vendor import Host
from app.sandbox.woocommerce.state import WooState


@dataclass
class Site:
    """A shop at an address. `home` is without a slash at the end."""

    host: Host[WooState]
    shop: Shop
    home: str

    @property
    def state(self) -> WooState:
        return self.host.state(self.shop)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.shop.timezone)

    @cached_property
    def now(self) -> datetime:
        return self.host.clock()

    def rest(self, route: str, namespace: str = "wc/v3") -> str:
        """The address of a REST route, such as "orders/7"."""
        return f"{self.home}/wp-json/{namespace}/{route}"

    def links(self, route: str, **more: str) -> dict[str, list[dict[str, str]]]:
        """The `_links` of an item at a route, with its collection and others by relation and route."""
        collection = route.rpartition("/")[0]
        every = {"self": route, "collection": collection, **more}
        return {name: [{"href": self.rest(target)}] for name, target in every.items()}

    def local(self, at: datetime | None) -> str | None:
        """A time where the shop is, without offset, as `date_created` gives it."""
        return at.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M:%S") if at else None

    def gmt(self, at: datetime | None) -> str | None:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if at else None

    def mysql(self, at: datetime) -> str:
        """A time where the shop is, as the database keeps it."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def dates(self, name: str, at: datetime | None) -> dict[str, str | None]:
        """`name` and `name_gmt`."""
        return {name: self.local(at), f"{name}_gmt": self.gmt(at)}

    def parse(self, text: str, *, gmt: bool = False) -> datetime:
        """A time that came in: with an offset it is that instant; without one it is the shop's local time, or GMT."""
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=UTC if gmt else self.zone)

    @cached_property
    def decimals(self) -> int:
        return MINOR_UNITS.get(self.shop.currency, 2)

    def round(self, amount: Decimal) -> Decimal:
        return round_money(amount, self.shop.currency)

    def money(self, amount: Decimal, places: int | None = None) -> str:
        """An amount with the decimals of the shop's currency, or as many as asked for."""
        return f"{amount:.{self.decimals if places is None else places}f}"

    def picture(self, image: Image) -> str:
        """Where a picture can be fetched; one that came in by address stays there."""
        if image.path.startswith(("http://", "https://")):
            return image.path
        parts = urlsplit(self.home)
        return f"{parts.scheme}://{parts.netloc}/pictures/{image.path}"

    @cached_property
    def variants(self) -> dict[int, tuple[Product, Variant]]:
        """Every variant with its product, by id."""
        return {variant.id: (product, variant) for product in self.shop.products.values() for variant in product.variants}

    def term(self, taxonomy: str, name: str) -> int:
        """The id of a term, given when it is first needed."""
        state = self.state
        known = state.terms.setdefault(taxonomy, {})
        if name not in known:
            state.last_term_id += 1
            known[name] = state.last_term_id
            self.host.touch()
        return known[name]

    def terms(self, taxonomy: str) -> Iterator[tuple[int, str]]:
        """Id and name of every known term."""
        return ((term, name) for name, term in self.state.terms.get(taxonomy, {}).items())

    def term_name(self, taxonomy: str, term: int) -> str | None:
        return next((name for known, name in self.terms(taxonomy) if known == term), None)


def metas(extra: dict[str, Any]) -> list[dict[str, Any]]:
    """The `meta_data` that came in for something."""
    kept: list[dict[str, Any]] = extra.get("meta", [])
    return [dict(row) for row in kept]


def put_metas(site: Site, extra: dict[str, Any], rows: Any) -> None:
    """Take `meta_data` in: by id if that is known, else by key; null takes it away."""
    kept: list[dict[str, Any]] = extra.setdefault("meta", [])
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or not row.get("key"):
            continue
        old = next(
            (m for m in kept if (row.get("id") and m["id"] == row["id"]) or (not row.get("id") and m["key"] == row["key"])),
            None,
        )
        if row.get("value") is None:
            if old:
                kept.remove(old)
        elif old:
            old.update(key=row["key"], value=row["value"])
        else:
            kept.append({"id": site.shop.next_id(), "key": row["key"], "value": row["value"]})
