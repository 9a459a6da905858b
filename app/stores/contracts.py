"""What of stores may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from app.kernel.checkup import TestReport
from app.kernel.errors import Conflict, Invalid
from app.ports.vendor import Channel, Vendor

P = TypeVar("P")


class ConnectionPaused(Conflict):
    """Somebody paused this connection: nothing is sent and nothing taken in until it is resumed."""

    code = "CONNECTION_PAUSED"


class NeedsReconnect(Conflict):
    """The vendor refuses our credentials; only new ones help."""

    code = "NEEDS_RECONNECT"


class NotOffered(Conflict):
    """This vendor does not do that."""

    code = "NOT_OFFERED"


class StoreSuspended(Conflict):
    """A suspended store is read-only everywhere."""

    code = "STORE_SUSPENDED"


class TestFailed(Invalid):
    """The vendor was tried and something is wrong: `details.checks` tells what, and what to do. Nothing was saved."""

    __test__ = False
    code = "CONNECTION_TEST_FAILED"


class AlreadyConnected(Conflict):
    """The same account at the vendor is connected already; reconnect that one instead."""

    code = "ALREADY_CONNECTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSettings:
    """What a merchant lets KSAP keep alike. `stock_buffer` units are never offered on the channel.

    Directions are both | to_store | from_store; `on_conflict`: newest | ours | theirs, where both sides changed a field of a
    product. `poll_seconds`: how often the store is asked for what is new; None: as
    often as the installation asks.
    """

    sync_products: bool = True
    sync_prices: bool = True
    sync_stock: bool = True
    sync_orders: bool = True
    products_direction: str = "both"
    prices_direction: str = "both"
    stock_direction: str = "both"
    on_conflict: str = "newest"
    stock_buffer: int = 0
    poll_seconds: int | None = None

    @property
    def writes_products(self) -> bool:
        """Whether anything of a product goes to the store: its words, or at least its prices."""
        return self.sync_products and (self.products_direction != "from_store" or self.writes_prices)

    @property
    def writes_prices(self) -> bool:
        return self.sync_products and self.sync_prices and self.prices_direction != "from_store"

    @property
    def writes_stock(self) -> bool:
        return self.sync_stock and self.stock_direction != "from_store"

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> SyncSettings:
        """From the store's row; unknown keys are of another version and left alone."""
        return cls(**{k: v for k, v in stored.items() if k in cls.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    id: UUID
    name: str
    description: str
    domain: str
    platform: str
    platform_store_id: str
    status: str
    currency: str
    timezone: str
    country: str
    logo_url: str
    group_name: str
    settings: SyncSettings
    version: int
    created_at: datetime
    updated_at: datetime
    connection_id: UUID | None = None
    connection_state: str = ""
    connection_reason: str = ""
    connection_checked_at: datetime | None = None
    environment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionView:
    """A connection without its secrets: `masks` shows the last four characters of each."""

    id: UUID
    store_id: UUID | None
    vendor: str
    kind: str
    title: str
    auth: str
    environment: str
    public: Mapping[str, str]
    masks: Mapping[str, str]
    scopes: tuple[str, ...]
    expires_at: datetime | None
    rotated_at: datetime
    credentials_at: datetime
    tested_at: datetime | None
    test_report: Mapping[str, Any] | None
    account_id: str
    state: str
    state_reason: str
    state_since: datetime
    failures: int
    health: Mapping[str, Any]
    checked_at: datetime | None
    webhooks: tuple[Any, ...]
    webhooks_checked_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """An opened connection: build a port from it and call the vendor, outside of any transaction."""

    org_id: UUID
    store_id: UUID | None
    connection_id: UUID
    vendor: Vendor
    channel: Channel

    def port(self, port: type[P]) -> P:
        """The vendor's implementation of a port, ready to call. Raises NotOffered."""
        found: Any = self.vendor.offer(port)
        if found is None:
            raise NotOffered(
                f"{self.vendor.title} does not offer this to KSAP.",
                details={"vendor": self.vendor.slug, "capability": port.__name__},
            )
        return found(self.channel)  # type: ignore[no-any-return]

    def offers(self, port: type[Any]) -> bool:
        return self.vendor.offer(port) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReport:
    """What the vendor delivers to us now, and what had to be mended for it."""

    active: int
    repaired: int
    topics: tuple[str, ...]
    note: str = ""  # why there are none


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """Where a merchant is in the connect wizard. `granted`: the vendor's sign-in was completed.

    `step`: platform | credentials | authorising | tested | finished. `reconnects` names the connection that gets
    these credentials; `error` is the vendor's last word on a sign-in.
    """

    id: UUID
    vendor: str
    environment: str
    auth: str
    store_name: str
    public: Mapping[str, str]
    masks: Mapping[str, str]
    step: str
    granted: bool
    report: TestReport | None
    error: str
    reconnects: UUID | None
    store_id: UUID | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """What finishing made. `first` is False where an account was connected again and found its old store."""

    connection_id: UUID
    store_id: UUID | None
    first: bool
    webhooks: WebhookReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected:
    """`note` tells what could not be tidied up at the vendor, if anything."""

    connection_id: UUID
    webhooks_removed: int
    note: str = ""
