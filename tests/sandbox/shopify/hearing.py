"""Subscribing to webhooks and hearing them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.sandbox.shopify.support import App
from tests.sandbox.support import Receiver, serving

CREATE = """mutation($topic: WebhookSubscriptionTopic!, $hook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $hook) {
    webhookSubscription { id topic uri format name filter includeFields apiVersion { handle } endpoint { __typename
      ... on WebhookHttpEndpoint { callbackUrl } } } userErrors { field message } } }"""


async def subscribe(app: App, topic: str, uri: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await app.data(CREATE, {"topic": topic, "hook": {"uri": uri, **more}}))[
        "webhookSubscriptionCreate"
    ]
    return found


@asynccontextmanager
async def hearing(app: App, *topics: str, **more: Any) -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    async with serving(receiver, lifespan="off") as address:
        for topic in topics:
            assert (await subscribe(app, topic, f"{address}/hooks", **more))["userErrors"] == []
        yield receiver, address


async def sent(app: App, receiver: Receiver) -> list[tuple[str, dict[str, Any]]]:
    """Topics and bodies of what came, in order."""
    await app.stage.deliveries.idle()
    return [(headers["x-shopify-topic"], json.loads(body)) for headers, body in receiver.got]
