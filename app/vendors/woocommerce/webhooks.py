"""WebhookReceiver and Webhooks.

- Signature: `X-WC-Webhook-Signature` = base64(HMAC-SHA256(secret, raw body)), the secret being ours, given at creation.
- `X-WC-Webhook-Delivery-ID` is a hash of the webhook's id and the second of delivery: two deliveries of one webhook
  within a second share it. The identity of a delivery here therefore includes a digest of its body.
- On creation the shop posts an unsigned form `webhook_id=<id>` to the address. It proves nothing and changes nothing:
  `verify` answers None, and `read` calls it a PING, so that a receiver may answer 200 without storing it.
- Variations come under the product topics, with `parent_id`; a deleted one tells only its own id.
- A webhook whose deliveries failed more than five times in a row is disabled by the shop. `register` sets it active.
- Ours are known by their name, which carries the connection's id: two installations on one shop leave each other alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.ports.storefront import (
    Delivery,
    Hint,
    HintKind,
    WebhookReceiver,
    WebhookRegistration,
    Webhooks,
)
from app.ports.vendor import Channel, Remedy, VendorError
from app.vendors.woocommerce.answers import parse
from app.vendors.woocommerce.catalogue import chunks
from app.vendors.woocommerce.client import V3, Client
from app.vendors.woocommerce.errors import item_refusal
from app.vendors.woocommerce.wire import Raw, ident

WEBHOOKS = f"{V3}/webhooks"
TOPICS = tuple(
    f"{resource}.{event}" for resource in ("order", "product") for event in ("created", "updated", "deleted", "restored")
)
_PING = re.compile(rb"webhook_id=(\d+)\s*")
_KINDS = {"order": HintKind.ORDER, "product": HintKind.PRODUCT}


class WooReceiver(WebhookReceiver):
    @staticmethod
    def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Delivery | None:
        topic, given = headers.get("x-wc-webhook-topic", ""), headers.get("x-wc-webhook-signature", "")
        if not secret or not topic or not given:
            return None
        made = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest())
        if not hmac.compare_digest(made, given.encode()):
            return None
        parts = (headers.get("x-wc-webhook-id", ""), headers.get("x-wc-webhook-delivery-id", ""))
        return Delivery(delivery_id=":".join((*parts, hashlib.sha256(raw).hexdigest()[:16])), topic=topic)

    @staticmethod
    def read(topic: str, raw: bytes) -> Hint:
        ping = _PING.fullmatch(raw)
        if ping:
            return Hint(kind=HintKind.PING, topic=topic, external_id=ping[1].decode())
        resource, _, event = topic.partition(".")
        kind = _KINDS.get(resource) if topic in TOPICS else None
        body = _body(raw)
        if kind is None or body is None:
            return Hint(kind=HintKind.UNKNOWN, topic=topic)
        variation = kind is HintKind.PRODUCT and body.get("type") == "variation"
        external_id = ident(body.get("parent_id") if variation else body.get("id"))
        if not external_id:
            return Hint(kind=HintKind.UNKNOWN, topic=topic)
        return Hint(kind=kind, topic=topic, external_id=external_id, deleted=event == "deleted")


def _body(raw: bytes) -> dict[str, Any] | None:
    try:
        body = parse(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


class WooWebhooks(Webhooks):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)
        self._tag = f"KSAP {channel.connection_id} " if channel.connection_id else "KSAP "

    async def register(self, address: str, secret: str) -> Sequence[WebhookRegistration]:
        """The secret cannot be read back, so it is set again on what is kept. One batch; nothing to do twice."""
        plan = self._plan(await self._all(), address, secret)
        answer = await self._client.batch(WEBHOOKS + "/batch", plan, purpose="webhooks.register", repeatable=False)
        for verb in ("create", "update", "delete"):
            for item in answer.get(verb) or ():
                if item.get("error") and verb != "delete":
                    raise item_refusal(item["error"])
        registrations = [read_registration(raw) for raw in await self._all() if raw.get("delivery_url") == address]
        lacking = set(TOPICS) - {entry.topic for entry in registrations if entry.active}
        if lacking:
            raise VendorError(
                "The shop did not keep all webhooks active.", remedy=Remedy.RETRY, details={"topics": sorted(lacking)}
            )
        return registrations

    async def registered(self) -> Sequence[WebhookRegistration]:
        return [read_registration(raw) for raw in await self._all() if self._ours(raw)]

    async def remove(self, external_ids: Sequence[str]) -> None:
        """Those that are gone already are no error."""
        for chunk in chunks([int(value) for value in external_ids if value.isdigit()]):
            await self._client.batch(WEBHOOKS + "/batch", {"delete": chunk}, purpose="webhooks.remove", repeatable=True)

    def signing_secret(self, generated: str) -> str:
        return generated

    async def _all(self) -> list[Raw]:
        return await self._client.everything(WEBHOOKS, {"status": "all"}, purpose="webhooks.list")

    def _ours(self, raw: Raw) -> bool:
        return str(raw.get("name") or "").startswith(self._tag)

    def _plan(self, present: Sequence[Raw], address: str, secret: str) -> dict[str, list[Any]]:
        kept: dict[str, int] = {}
        stale: list[int] = []
        for raw in present:
            here, topic = raw.get("delivery_url") == address, str(raw.get("topic"))
            if here and topic in TOPICS and topic not in kept:
                kept[topic] = int(raw["id"])
            elif here or self._ours(raw):
                stale.append(int(raw["id"]))
        create = [
            {"name": self._tag + topic, "topic": topic, "delivery_url": address, "secret": secret, "status": "active"}
            for topic in TOPICS
            if topic not in kept
        ]
        update = [{"id": key, "secret": secret, "status": "active"} for key in kept.values()]
        return {verb: items for verb, items in (("create", create), ("update", update), ("delete", stale)) if items}


def read_registration(raw: Raw) -> WebhookRegistration:
    return WebhookRegistration(
        external_id=str(raw["id"]),
        topic=str(raw.get("topic") or ""),
        address=str(raw.get("delivery_url") or ""),
        active=raw.get("status") == "active",
    )
