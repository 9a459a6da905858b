"""What Shopify itself knows of a shop and the neutral shop does not: the app, its tokens, its budget, its operations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

# What an app of ours may ask for; also what the pre-installed app has.
SCOPES = (
    "read_all_orders",
    "read_assigned_fulfillment_orders",
    "read_customers",
    "read_fulfillments",
    "read_inventory",
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "read_orders",
    "read_products",
    "read_publications",
    "read_third_party_fulfillment_orders",
    "write_assigned_fulfillment_orders",
    "write_customers",
    "write_fulfillments",
    "write_inventory",
    "write_locations",
    "write_merchant_managed_fulfillment_orders",
    "write_orders",
    "write_products",
    "write_publications",
    "write_third_party_fulfillment_orders",
)
# Points per second that come back, by plan; the bucket holds twenty times as much.
RESTORE = {"advanced": 200, "plus": 1000, "enterprise": 2000}
STANDARD_RESTORE = 100


@dataclass
class Token:
    """An access token. `expires` is None for one that lives until it is revoked."""

    issued: datetime
    scopes: list[str]
    expires: datetime | None = None
    kind: str = "offline"


@dataclass
class RefreshToken:
    """A refresh token; `successor` is the access token that it brought, once used."""

    issued: datetime
    expires: datetime
    scopes: list[str]
    successor: str = ""


@dataclass
class Code:
    """An authorisation code on its way back to the app."""

    issued: datetime
    scopes: list[str]
    redirect_uri: str


@dataclass
class BulkOperation:
    """A bulk query. `status` is created, running, completed, canceling, canceled or failed."""

    id: int
    query: str
    created: datetime
    grouped: bool
    scopes: list[str]
    version: str
    base_url: str
    status: str = "created"
    error: str = ""
    completed: datetime | None = None
    objects: int = 0
    roots: int = 0
    size: int | None = None
    secret: str = ""
    pictures: str = ""


@dataclass
class Attempt:
    """What was done under an idempotency key: the mutation, its arguments' fingerprint and where the result is."""

    mutation: str
    fingerprint: str
    at: datetime
    failed: bool = False
    result: dict[str, Any] = field(default_factory=dict)


@dataclass
class ShopifyState:
    """One shop's. Empty `client_id`: not set up yet (`app_of` does that)."""

    client_id: str = ""
    client_secret: str = ""
    app_name: str = "KSAP"
    installed: datetime | None = None
    standing: str = "active"
    redirect_uris: list[str] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    available: float | None = None
    measured: datetime | None = None
    attempts: dict[str, Attempt] = field(default_factory=dict)
    groups: dict[int, dict[str, Any]] = field(default_factory=dict)
    operations: dict[int, dict[str, Any]] = field(default_factory=dict)
    definitions: dict[str, dict[str, Any]] = field(default_factory=dict)
    bulk: list[BulkOperation] = field(default_factory=list)
    events: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


def derived(handle: str, purpose: str, length: int = 32) -> str:
    """A value that looks random and is the same for the same shop: nothing here is worth protecting."""
    return hashlib.sha256(f"shopify-sandbox/{handle}/{purpose}".encode()).hexdigest()[:length]


def set_up(state: ShopifyState, handle: str, since: datetime) -> ShopifyState:
    """Give the shop its installed app with an Admin API token, once."""
    if not state.client_id:
        state.client_id = derived(handle, "client id")
        state.client_secret = f"shpss_{derived(handle, 'client secret')}"
        state.installed = since
        state.tokens[f"shpat_{derived(handle, 'admin token')}"] = Token(since, list(SCOPES), kind="admin")
    return state


def restore_rate(plan: str) -> int:
    return RESTORE.get(plan, STANDARD_RESTORE)


class Bucket:
    """The leaky bucket of an app and a shop, kept in the state."""

    def __init__(self, state: ShopifyState, plan: str, now: datetime) -> None:
        self.state = state
        self.rate = restore_rate(plan)
        self.maximum = self.rate * 20
        level = float(self.maximum) if state.available is None else state.available
        if state.measured is not None:
            level += max((now - state.measured) / timedelta(seconds=1), 0.0) * self.rate
        state.available, state.measured = min(level, float(self.maximum)), now

    @property
    def available(self) -> int:
        return int(self.state.available or 0)

    def admits(self, points: int) -> bool:
        return (self.state.available or 0) >= points

    def take(self, points: int) -> None:
        self.state.available = (self.state.available or 0) - points

    def status(self) -> dict[str, float | int]:
        return {
            "maximumAvailable": float(self.maximum),
            "currentlyAvailable": self.available,
            "restoreRate": float(self.rate),
        }
