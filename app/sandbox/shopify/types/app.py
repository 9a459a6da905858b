"""The app itself, its webhooks and its bulk operations."""

from __future__ import annotations

from typing import Any

from app.sandbox.shopify.context import Context, iso, iso_or_none
from app.sandbox.shopify.ids import app_number, gid
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.state import SCOPES
from app.sandbox.shopify.versions import LATEST, described
from app.sandbox.vendor import Subscription

# What a scope lets an app do, as the install page and `accessScopes` tell.
_NOUNS = {
    "all_orders": "all your orders",
    "assigned_fulfillment_orders": "fulfillment orders assigned to the app",
    "customers": "customers",
    "fulfillments": "fulfillment services",
    "inventory": "inventory",
    "locations": "locations",
    "merchant_managed_fulfillment_orders": "fulfillment orders managed by the merchant",
    "orders": "orders, transactions and fulfillments",
    "products": "products, variants and collections",
    "publications": "publications",
    "third_party_fulfillment_orders": "fulfillment orders of third-party services",
}


def scope_description(handle: str) -> str:
    verb, _, noun = handle.partition("_")
    shown = _NOUNS.get(noun, noun.replace("_", " "))
    return f"{'Modify' if verb == 'write' else 'Read'} {shown}"


def scope(handle: str) -> dict[str, str]:
    return {"handle": handle, "description": scope_description(handle)}


def app(ctx: Context) -> dict[str, Any]:
    """The App that the token belongs to."""
    return {
        "__typename": "App",
        "id": gid("App", app_number(ctx.shop)),
        "apiKey": ctx.state.client_id,
        "availableAccessScopes": [scope(handle) for handle in SCOPES],
        "description": None,
        "developerName": ctx.shop.name,
        "developerType": "MERCHANT",
        "embedded": False,
        "handle": ctx.state.app_name.lower().replace(" ", "-"),
        "installation": lambda _info: installation(ctx),
        "previouslyInstalled": False,
        "published": False,
        "requestedAccessScopes": [scope(handle) for handle in ctx.token.scopes],
        "shopifyDeveloped": False,
        "title": ctx.state.app_name,
        "webhookApiVersion": LATEST,
    }


def installation(ctx: Context) -> dict[str, Any]:
    """The AppInstallation that the token belongs to."""
    return {
        "__typename": "AppInstallation",
        "id": gid("AppInstallation", app_number(ctx.shop) + 1),
        "accessScopes": [scope(handle) for handle in sorted(ctx.token.scopes)],
        "app": lambda _info: app(ctx),
        "launchUrl": f"{ctx.base_url}/admin/apps/{ctx.state.client_id}",
        "uninstallUrl": None,
    }


def _endpoint(hook: Subscription, ctx: Context) -> dict[str, str]:
    if hook.address.startswith("arn:"):
        return {"__typename": "WebhookEventBridgeEndpoint", "arn": hook.address}
    if hook.address.startswith("pubsub://"):
        project, _, topic = hook.address.removeprefix("pubsub://").partition(":")
        return {"__typename": "WebhookPubSubEndpoint", "pubSubProject": project, "pubSubTopic": topic}
    return {"__typename": "WebhookHttpEndpoint", "callbackUrl": hook.address}


HOOK: Fields = {
    "apiVersion": lambda hook, ctx: described(hook.detail["version"]),
    "callbackUrl": lambda hook, ctx: hook.address,
    "createdAt": lambda hook, ctx: iso(hook.created),
    "endpoint": _endpoint,
    "filter": lambda hook, ctx: hook.detail.get("filter"),
    "format": lambda hook, ctx: "JSON",
    "id": lambda hook, ctx: gid("WebhookSubscription", hook.id),
    "includeFields": lambda hook, ctx: hook.detail.get("include_fields", []),
    "legacyResourceId": lambda hook, ctx: str(hook.id),
    "metafieldNamespaces": lambda hook, ctx: hook.detail.get("metafield_namespaces", []),
    "name": lambda hook, ctx: hook.detail.get("name"),
    "topic": lambda hook, ctx: hook.detail["topic"],
    "updatedAt": lambda hook, ctx: iso(hook.updated),
    "uri": lambda hook, ctx: hook.address,
}


def bulk_url(op: Any, ctx: Context) -> str | None:
    """Where the result of a bulk operation can be fetched; none while there is none, and none for an empty one."""
    if op.status != "completed" or not op.objects:
        return None
    return f"{op.base_url}/bulk/{op.secret}.jsonl"


BULK: Fields = {
    "completedAt": lambda op, ctx: iso_or_none(op.completed),
    "createdAt": lambda op, ctx: iso(op.created),
    "errorCode": lambda op, ctx: op.error or None,
    "fileSize": lambda op, ctx: None if op.size is None else str(op.size),
    "id": lambda op, ctx: gid("BulkOperation", op.id),
    "objectCount": lambda op, ctx: str(op.objects),
    "partialDataUrl": lambda op, ctx: None,
    "query": lambda op, ctx: op.query,
    "rootObjectCount": lambda op, ctx: str(op.roots),
    "status": lambda op, ctx: op.status.upper(),
    "type": lambda op, ctx: "QUERY",
    "url": bulk_url,
}
