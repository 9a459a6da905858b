"""Packing slips as one printable page of HTML: no script, nothing fetched, every word escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from jinja2 import Environment, StrictUndefined, select_autoescape
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"


def headers() -> dict[str, str]:
    """What the browser may do with the page: show it, with its one style, and nothing else."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-modals"
    )
    return {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}


def page(orders: Sequence[tuple[Mapping[str, Any], str, str]]) -> str:
    """(order as it is read, name and time zone of its store) → HTML, a printed page for each."""
    slips = [_slip(order, store, timezone) for order, store, timezone in orders]
    return str(_template().render(slips=slips, style=Markup(_style())))  # noqa: S704 - a file of our own


def _slip(order: Mapping[str, Any], store: str, timezone: str) -> dict[str, Any]:
    lines = [_line(item) for item in order["items"] if item["requires_shipping"]]
    methods = [str(line.get("title") or "") for line in order["shipping_lines"]]
    return {
        "store": store,
        "number": order["number"],
        "placed": _local(order["placed_at"], timezone),
        "units": sum(line["pack"] for line in lines),
        "address": _address(order["shipping_address"] or {}, order["customer_name"]),
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


def _address(address: Mapping[str, Any], name: str) -> list[str]:
    place = " ".join(part for part in (address.get("postal_code"), address.get("city"), address.get("region")) if part)
    country = str(address.get("country") or "")
    parts = [
        address.get("name") or name, address.get("company"), address.get("line1"), address.get("line2"), place,
        Locale("en").territories.get(country, country), address.get("phone"),
    ]  # fmt: skip
    return [str(part) for part in parts if part]


def _local(moment: str, timezone: str) -> str:
    try:
        zone = ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M}"


@lru_cache(maxsize=1)
def _style() -> str:
    return (_TEMPLATES / "packing_slips.css").read_text()


@lru_cache(maxsize=1)
def _template() -> Any:
    environment = Environment(autoescape=select_autoescape(default=True), undefined=StrictUndefined)
    return environment.from_string((_TEMPLATES / "packing_slips.html").read_text())
