"""What a played WooCommerce shop knows apart from products, customers and orders."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from app.sandbox.shop import Shop
from app.sandbox.vendor import Host

# How a shop can be told that a parcel left: `fulfillments` (WooCommerce 10.1 and later), the Shipment Tracking
# extension, or nothing of the kind.
FULFILLMENTS, SHIPMENT_TRACKING, PLAIN = "fulfillments", "shipment-tracking", "plain"
TRACKING_MODES = (FULFILLMENTS, SHIPMENT_TRACKING, PLAIN)
SCOPES = {"read": "Read", "write": "Write", "read_write": "Read/Write"}


@dataclass
class ApiKey:
    """A pair of consumer key and secret. `nonces` are those of the last minutes, by timestamp, as the vendor keeps them."""

    id: int
    consumer_key: str
    consumer_secret: str
    permissions: str
    description: str
    issued: datetime
    nonces: dict[str, str] = field(default_factory=dict)
    last_access: datetime | None = None


@dataclass
class WooState:
    """One shop's keys, terms and switches.

    `terms` are ids by taxonomy ("product_cat", "product_tag", "product_brand", "attribute", "pa_colour" …) and name.
    `trashed` are ids of products and orders in the bin. `tracking` is one of TRACKING_MODES, empty: what the shop's plan says.
    `maintenance` answers everything with WordPress's maintenance page; `cogs` shows the cost of goods sold.
    """

    keys: list[ApiKey] = field(default_factory=list)
    last_key_id: int = 0
    terms: dict[str, dict[str, int]] = field(default_factory=dict)
    last_term_id: int = 14
    trashed: list[int] = field(default_factory=list)
    consents: dict[str, str] = field(default_factory=dict)
    tracking: str = ""
    maintenance: bool = False
    cogs: bool = True


def issue_key(host: Host[WooState], shop: Shop, permissions: str, description: str, *, at: datetime | None = None) -> ApiKey:
    """A new pair, unlike every other of this shop but the same in every run of the sandbox."""
    state = host.state(shop)
    state.last_key_id += 1
    digest = [hashlib.sha256(f"{shop.handle}/{state.last_key_id}/{part}".encode()).hexdigest()[:40] for part in "ks"]
    key = ApiKey(state.last_key_id, f"ck_{digest[0]}", f"cs_{digest[1]}", permissions, description, at or host.clock())
    state.keys.append(key)
    host.touch()
    return key


def keys_of(host: Host[WooState], shop: Shop) -> list[ApiKey]:
    """The shop's pairs; a shop that has none yet gets one that may read and write."""
    state = host.state(shop)
    if not state.keys:
        issue_key(host, shop, "read_write", "Made with the shop", at=shop.created)
    return state.keys


def tracking_mode(host: Host[WooState], shop: Shop) -> str:
    """What the shop can be told of parcels: as switched, else as its plan says, else fulfillments."""
    chosen = host.state(shop).tracking
    if chosen:
        return chosen
    return next((mode for mode in TRACKING_MODES if mode in shop.plan), FULFILLMENTS)


def woo_version(host: Host[WooState], shop: Shop) -> str:
    """The version of WooCommerce that the shop runs: older without fulfillments."""
    return "10.3.5" if tracking_mode(host, shop) == FULFILLMENTS else "9.4.3"
