"""Webhooks of a store platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.ports.vendor import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistration:
    external_id: str
    topic: str
    address: str
    active: bool = True


class HintKind(StrEnum):
    ORDER = "order"
    PRODUCT = "product"
    STOCK = "stock"
    UNINSTALLED = "uninstalled"
    PING = "ping"  # a delivery that only proves the address
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a delivery points at. The thing itself is read from the vendor: a hint is never the truth."""

    kind: HintKind
    topic: str
    external_id: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The identity of a verified delivery: `delivery_id` is unique per connection."""

    delivery_id: str
    topic: str
    triggered_at: datetime | None = None


class WebhookReceiver(Protocol):
    """Pure: made of bytes and headers, no network. `verify` has no default and no way round it."""

    @staticmethod
    def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Delivery | None:
        """The delivery's identity, or None when the signature is wrong or missing. Header names are lower case."""

    @staticmethod
    def read(topic: str, raw: bytes) -> Hint:
        """What a stored delivery points at; UNKNOWN for topics that we never asked for."""


class Webhooks(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def register(self, address: str, secret: str) -> Sequence[WebhookRegistration]:
        """Make the vendor deliver every topic we want to `address`; keeps what is right, repairs what is not
        (wrong address, disabled), removes our stale ones. Idempotent."""

    async def registered(self) -> Sequence[WebhookRegistration]:
        """Ours only (those that point at our addresses)."""

    async def remove(self, external_ids: Sequence[str]) -> None: ...

    def signing_secret(self, generated: str) -> str:
        """The secret deliveries will be signed with: the app's own (Shopify) or the generated one (Woo)."""
