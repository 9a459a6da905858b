"""Packing slips as one printable page of HTML: no script, nothing fetched, every word escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_datetime
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"

Language = Literal["en", "de"]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "slip": "Packing slip", "order": "Order", "placed": "Placed", "units": "Units to pack", "ship_to": "Ship to",
        "no_address": "No address", "item": "Item", "sku": "SKU", "ordered": "Ordered", "pack": "Pack", "done": "Done",
        "note": "Note of the customer",
    },
    "de": {
        "slip": "Packzettel", "order": "Bestellung", "placed": "Bestellt", "units": "Zu packen (Stück)",
        "ship_to": "Lieferadresse", "no_address": "Keine Adresse", "item": "Artikel", "sku": "SKU", "ordered": "Bestellt",
        "pack": "Packen", "done": "Erledigt", "note": "Nachricht des Kunden",
    },
}  # fmt: skip


def headers() -> dict[str, str]:
    """What the browser may do with the page: show it, with its one style, and nothing else."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-modals"
    )
    return {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}


def page(orders: Sequence[tuple[Mapping[str, Any], str, str]], language: Language = "en") -> str:
    """(order as it is read, name and time zone of its store) → HTML in this language, a printed page for each."""
    slips = [_slip(order, store, timezone, language) for order, store, timezone in orders]
    words = _WORDS[language]
    return str(_template().render(slips=slips, words=words, language=language, style=Markup(_style())))  # noqa: S704 - a file of our own


def _slip(order: Mapping[str, Any], store: str, timezone: str, language: Language) -> dict[str, Any]:
    lines = [_line(item) for item in order["items"] if item["requires_shipping"]]
    methods = [str(line.get("title") or "") for line in order["shipping_lines"]]
    return {
        "store": store,
        "number": order["number"],
        "placed": _local(order["placed_at"], timezone, language),
        "units": sum(line["pack"] for line in lines),
        "address": _address(order["shipping_address"] or {}, order["customer_name"], language),
        "shipping": ", ".join(method for method in methods if method),
        "lines": lines,
        "note": order["note"],
    }


def _line(item: Mapping[str, Any]) -> dict[str, Any]:
    shown = [(name, value) for name, value in item["properties"].items() if not name.startswith("_")]
    return {
        "title": item["title"],
        "variant": item["variant_title"],
        "sku": item["sku"],
        "ordered": item["quantity"],
        "pack": item["open"],
        "properties": [(name, value) for name, value in shown if isinstance(value, str | int)],
    }


def _address(address: Mapping[str, Any], name: str, language: Language) -> list[str]:
    place = " ".join(part for part in (address.get("postal_code"), address.get("city"), address.get("region")) if part)
    country = str(address.get("country") or "")
    parts = [
        address.get("name") or name, address.get("company"), address.get("line1"), address.get("line2"), place,
        Locale(language).territories.get(country, country), address.get("phone"),
    ]  # fmt: skip
    return [str(part) for part in parts if part]


def _local(moment: str, timezone: str, language: Language) -> str:
    try:
        zone = ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = datetime.fromisoformat(moment).astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M}" if language == "en" else format_datetime(local, "dd.MM.yyyy HH:mm", locale=language)


@lru_cache(maxsize=1)
def _style() -> str:
    return (_TEMPLATES / "packing_slips.css").read_text()


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined, select_autoescape  # for those who print

    environment = Environment(autoescape=select_autoescape(default=True), undefined=StrictUndefined)
    return environment.from_string((_TEMPLATES / "packing_slips.html").read_text())
