"""What left the house, as the shop keeps it: pure readers and writers of the three places.

Core WooCommerce has no tracking field, so a shop keeps shipments in one of these, and we read all of them:

1. core Fulfilments (10.1 and later, a feature that the merchant switches on): `orders/{id}/fulfillments`, lines and
   tracking in the metadata of each. The order's own metadata `_fulfillment_status` says whether a call is worth it.
2. the Shipment Tracking extension (and those that copied its storage): the order's metadata
   `_wc_shipment_tracking_items`, a list of numbers without lines.
3. our own note in the order's metadata, one key per shipment, so that two writers never overwrite each other:
   `_ksap_fulfilment_<digest of the tracking number>` holding JSON text
   `{"number", "carrier", "url", "at", "lines": [[line id, quantity], …]}`.

Where neither 1 nor 2 exists, the plain keys `_tracking_number`, `_tracking_provider`, `_tracking_url` are set beside
ours, because that is where e-mail and invoice plug-ins look. A number found in several places is one shipment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.ports.storefront import FulfilmentWrite, RemoteFulfilment
from app.vendors.woocommerce.wire import KEY, Raw, compact, meta, metadata, when, whole

NOTE_PREFIX = "_ksap_fulfilment_"
TRACKING_ITEMS = "_wc_shipment_tracking_items"
STATUS_KEY = "_fulfillment_status"
PROVIDERS = frozenset({"ups", "usps", "fedex", "dhl"})  # keys that core knows by these very names


def note_key(number: str) -> str:
    return NOTE_PREFIX + hashlib.sha256(number.encode()).hexdigest()[:12]


def has_core_fulfilments(order: Raw) -> bool:
    """Whether asking `orders/{id}/fulfillments` can bring anything."""
    return meta(order, STATUS_KEY) in ("fulfilled", "partially_fulfilled")


def read_fulfilments(order: Raw, core: Sequence[Raw] = ()) -> tuple[RemoteFulfilment, ...]:
    """All shipments of an order, oldest first, each number once; lines are united from wherever they are known."""
    found: list[RemoteFulfilment] = []
    places = (
        (_read_core(raw, _zone(order)) for raw in core),
        (_read_tracking(raw, order) for raw in _tracking_items(order)),
        _read_notes(order),
    )
    for place in places:
        for item in place:
            _unite(found, item)
    return tuple(sorted(found, key=lambda item: item.created_at))


def shipped(fulfilments: Iterable[RemoteFulfilment]) -> dict[str, int]:
    """Units that left, by line id."""
    units: dict[str, int] = {}
    for fulfilment in fulfilments:
        if fulfilment.status == "success":
            for line, quantity in fulfilment.lines:
                units[line] = units.get(line, 0) + quantity
    return units


def find(fulfilments: Iterable[RemoteFulfilment], number: str, key: str) -> RemoteFulfilment | None:
    """The shipment with this tracking number, or, where there is none, the one we noted under `key`."""
    ours = note_key(number or key)
    for fulfilment in fulfilments:
        if (number and number in fulfilment.numbers) or fulfilment.external_id == ours:
            return fulfilment
    return None


def unwrap(answer: Any) -> list[Raw]:
    """Core's answer: a bare value, or wrapped in `fulfillments` / `fulfillment` by its first versions."""
    if isinstance(answer, Mapping):
        answer = answer.get("fulfillments", answer.get("fulfillment", answer))
    return list(answer) if isinstance(answer, list) else [answer]


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


def write_core(
    lines: Sequence[tuple[str, int]], carrier: str, number: str, url: str, *, key: str = "", keep: Raw | None = None
) -> dict[str, Any]:
    """A core fulfilment. An update drops every key that it does not name, hence `keep`: the present one."""
    provider = carrier.lower() if carrier.lower() in PROVIDERS else "other"
    values: dict[str, Any] = {entry["key"]: entry.get("value") for entry in metadata(keep or {}) if entry.get("key")}
    if lines:
        values["_items"] = [{"item_id": int(line), "qty": quantity} for line, quantity in lines]
    # The code of core reads `_shipment_provider`, its documentation says `_shipping_provider`.
    values |= {"_shipment_provider": provider, "_shipping_provider": provider, "_provider_name": carrier}
    values |= {"_tracking_number": number, "_tracking_url": url}
    if key:
        values[KEY] = key
    known = {entry["key"]: entry.get("id", 0) for entry in metadata(keep or {}) if entry.get("key")}
    return {
        "status": "fulfilled",
        "is_fulfilled": True,
        "meta_data": [{"id": known.get(key, 0), "key": key, "value": value} for key, value in values.items()],
    }


def write_tracking(carrier: str, number: str, url: str, at: datetime) -> dict[str, str]:
    """An item of the Shipment Tracking extension. Its link is a format in which a literal % has to be doubled."""
    item = {"tracking_number": number, "date_shipped": at.date().isoformat()}
    if not url:
        return {**item, "tracking_provider": carrier}
    return {**item, "custom_tracking_provider": carrier, "custom_tracking_link": url.replace("%", "%%")}


def write_note(write: FulfilmentWrite, at: datetime) -> dict[str, str]:
    """Our own metadata entry for the order."""
    note = {"number": write.number, "carrier": write.carrier, "url": write.url, "at": at.isoformat()}
    value = {**note, "lines": [[line, quantity] for line, quantity in write.lines]}
    return {"key": note_key(write.number or write.key), "value": compact(value)}


def write_plain(order: Raw, carrier: str, number: str, url: str) -> list[dict[str, str]]:
    """The keys other plug-ins look at; several numbers of one order are listed in one value."""
    present = meta(order, "_tracking_number")
    numbers = [part.strip() for part in str(present or "").split(",") if part.strip()]
    if number and number not in numbers:
        numbers.append(number)
    return [
        {"key": "_tracking_number", "value": ", ".join(numbers)},
        {"key": "_tracking_provider", "value": carrier},
        {"key": "_tracking_url", "value": url},
    ]


def without(order: Raw, number: str, key: str) -> list[dict[str, str]]:
    """Metadata entries that take a shipment away: our note is emptied, and the plain keys forget its number."""
    entries = []
    note = note_key(number or key)
    if meta(order, note):
        entries.append({"key": note, "value": ""})
    numbers = [part.strip() for part in str(meta(order, "_tracking_number") or "").split(",") if part.strip()]
    if number and number in numbers:
        left = ", ".join(other for other in numbers if other != number)
        entries.append({"key": "_tracking_number", "value": left})
        if not left:
            entries += [{"key": "_tracking_provider", "value": ""}, {"key": "_tracking_url", "value": ""}]
    return entries


def note_text(write: FulfilmentWrite) -> str:
    """The order note for the merchant, or for the customer where they are to be told."""
    parts = [f"Shipped with {write.carrier}" if write.carrier else "Shipped"]
    if write.number:
        parts.append(f"tracking number {write.number}")
    if write.url:
        parts.append(write.url)
    return ", ".join(parts)


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────


def _unite(found: list[RemoteFulfilment], item: RemoteFulfilment) -> None:
    for index, other in enumerate(found):
        if set(other.numbers) & set(item.numbers):
            found[index] = replace(
                other,
                lines=other.lines or item.lines,
                company=other.company or item.company,
                urls=other.urls or item.urls,
            )
            return
    found.append(item)


def _read_core(raw: Raw, zone: timedelta) -> RemoteFulfilment:
    items = meta(raw, "_items")
    provider = str(meta(raw, "_provider_name") or meta(raw, "_shipment_provider") or meta(raw, "_shipping_provider") or "")
    at = when(meta(raw, "_date_fulfilled") or raw.get("date_updated"))
    return RemoteFulfilment(
        external_id=str(raw.get("id") or raw.get("fulfillment_id") or ""),
        created_at=(at or datetime.fromtimestamp(0, UTC)) - zone,  # core stores the site's own time
        status=_core_status(raw),
        company=provider,
        numbers=_texts(meta(raw, "_tracking_number")),
        urls=_texts(meta(raw, "_tracking_url")),
        lines=_lines((entry.get("item_id"), entry.get("qty")) for entry in (items if isinstance(items, list) else ())),
    )


def _core_status(raw: Raw) -> str:
    if raw.get("date_deleted"):
        return "cancelled"
    return "success" if raw.get("is_fulfilled") in (True, 1, "1") else "pending"


def _zone(order: Raw) -> timedelta:
    """The site's offset from UTC at the time of the order's last change."""
    local, utc = when(order.get("date_modified")), when(order.get("date_modified_gmt"))
    return local - utc if local and utc else timedelta(0)


def _tracking_items(order: Raw) -> list[Raw]:
    items = meta(order, TRACKING_ITEMS)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _read_tracking(raw: Raw, order: Raw) -> RemoteFulfilment:
    shipped_at = whole(raw.get("date_shipped"))
    fallback = when(order.get("date_modified_gmt")) or datetime.fromtimestamp(0, UTC)
    return RemoteFulfilment(
        external_id=str(raw.get("tracking_id") or ""),
        created_at=datetime.fromtimestamp(shipped_at, UTC) if shipped_at else fallback,
        company=str(raw.get("custom_tracking_provider") or raw.get("tracking_provider") or ""),
        numbers=_texts(raw.get("tracking_number")),
        urls=_texts(str(raw.get("custom_tracking_link") or "").replace("%%", "%")),
    )


def _read_notes(order: Raw) -> Iterable[RemoteFulfilment]:
    for entry in metadata(order):
        key, value = str(entry.get("key") or ""), entry.get("value")
        if not key.startswith(NOTE_PREFIX) or not isinstance(value, str):
            continue
        try:
            note = json.loads(value)
            at = datetime.fromisoformat(note["at"])
            lines = _lines(note.get("lines") or ())
        except (ValueError, KeyError, TypeError):  # a merchant edited the note by hand: it tells us nothing
            continue
        yield RemoteFulfilment(
            external_id=key,
            created_at=at,
            company=str(note.get("carrier") or ""),
            numbers=_texts(note.get("number")),
            urls=_texts(note.get("url")),
            lines=lines,
        )


def _lines(pairs: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    counted = ((str(line), whole(quantity) or 0) for line, quantity in pairs)
    return tuple((line, quantity) for line, quantity in counted if quantity > 0)


def _texts(value: Any) -> tuple[str, ...]:
    return (str(value),) if value else ()
