"""Reading and writing the values of the shop's JSON: money as text, times in UTC, metadata, weights, addresses."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from app.kernel.money import SCALE, decimal

Raw = Mapping[str, Any]

KEY = "_ksap_key"
"""The metadata key under which things that we created carry our own name for them."""

GRAMS: Mapping[str, Decimal] = {
    "kg": Decimal(1000),
    "g": Decimal(1),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""Grams in each of WooCommerce's weight units (setting `woocommerce_weight_unit`)."""


def money(value: Any) -> Decimal:
    """An amount; absent is zero. Accepts the text that WooCommerce sends and exact numbers, never a float."""
    return decimal(value)


def price(value: Any) -> Decimal | None:
    """An amount that may be unset: WooCommerce sends the empty text for «no price», plug-ins now and then worse."""
    return number(value)


def number(value: Any) -> Decimal | None:
    """A quantity or weight that merchants type; None when it is not a number."""
    try:
        result = decimal(value) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return result if result is None or result.is_finite() else None


def whole(value: Any) -> int | None:
    """Units in stock; a shop with a plug-in for fractions sells only the whole ones through us."""
    result = number(value)
    return None if result is None else int(result // 1)


def plain_number(value: Decimal) -> str:
    """A price or weight as WooCommerce takes it: no exponent, no needless zeros, at most four decimals."""
    text = format(value.quantize(SCALE), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def when(value: Any) -> datetime | None:
    """A `*_gmt` field: ISO 8601 without a zone, in UTC. None for what is no moment: MySQL's zero date `0000-00-00` (of
    drafts, and of orders that an import left without one), and what PHP makes of it, `-0001-11-30`."""
    if not value:
        return None
    try:
        at = datetime.fromisoformat(str(value))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def entries(raw: Raw, key: str) -> list[Raw]:
    """The objects of a list. PHP writes a list from which something was taken out as an object with the places as names,
    and an empty one now and then as the empty text. Raises TypeError for anything else."""
    found = raw.get(key)
    if not found:
        return []
    listed = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise TypeError(f"“{key}” is no list of objects")
    return listed


def metadata(raw: Raw) -> list[Raw]:
    """The entries of `meta_data`, where anything may stand: what is none is passed over."""
    found = raw.get("meta_data")
    listed = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [entry for entry in listed if isinstance(entry, dict)]


def moment(value: datetime) -> str:
    """A time for a query. Without a zone: WordPress would convert one to the site's and compare that with GMT."""
    return value.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()


def title(value: Any) -> str:
    """A name as people read it: WordPress stores `&`, dashes and quotes as HTML entities."""
    return html.unescape(str(value or ""))


def ident(value: Any) -> str:
    """An id as text; 0 and nothing (guest, deleted product, no variation) are the empty text."""
    return str(value) if value and str(value) != "0" else ""


def meta(raw: Raw, key: str) -> Any:
    """The value of a metadata key, None when there is none."""
    return next((entry.get("value") for entry in metadata(raw) if entry.get("key") == key), None)


def meta_text(raw: Raw, key: str) -> str:
    value = meta(raw, key)
    return value if isinstance(value, str) else ""


def archive(raw: Any) -> str:
    """The vendor's JSON as text again; exact numbers stay exact."""
    return orjson.dumps(raw, default=_exact).decode()


def compact(value: Any) -> str:
    """Our own notes in a metadata value, which the API takes as text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def id_list(values: Iterable[Any]) -> str:
    return ",".join(str(value) for value in values)


def _exact(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(f"{type(value).__name__} is not JSON")
