"""Mutations of webhook subscriptions."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLResolveInfo

from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.mutations.shared import Payload, UserErrors
from app.sandbox.shopify.search import Group, Term, parse
from app.sandbox.shopify.topics import on_the_wire, scopes
from app.sandbox.shopify.types.roots import hook as hook_by_gid
from app.sandbox.vendor import Subscription

ADDRESS = ["webhookSubscription", "callbackUrl"]
NO_HOOK = "Webhook subscription does not exist"
BAD_FILTER = "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
_NAME = re.compile(r"[A-Za-z0-9_-]+\Z")


def _local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_errors(uri: str) -> UserErrors:
    """What is wrong with an address. The vendor takes https alone; here plain http to this machine is taken too."""
    if not uri:
        return [user_error(ADDRESS, "Address can't be blank")]
    if uri.startswith(("arn:aws:events:", "pubsub://")):
        return []
    parts = urlsplit(uri)
    if parts.scheme == "http" and _local(parts.hostname or ""):
        return []
    if parts.scheme != "https":
        if not parts.scheme:
            return [user_error(ADDRESS, "Address is invalid")]
        return [user_error(ADDRESS, f"Address protocol {parts.scheme}:// is not supported")]
    host = (parts.hostname or "").lower()
    if not host:
        return [user_error(ADDRESS, "Address is invalid")]
    if host.endswith((".myshopify.com", ".shopify.com")) or host == "shopify.com":
        return [user_error(ADDRESS, "Address cannot be a Shopify or an internal domain")]
    return []


def _names_fields(node: Group | Term) -> bool:
    if isinstance(node, Term):
        return bool(node.name)
    return all(_names_fields(part) for part in node.parts)


def _errors(ctx: Context, topic: str, given: dict[str, Any], own: Subscription | None) -> UserErrors:
    uri = (given.get("uri") or given.get("callbackUrl") or "").strip()
    others = [s for s in ctx.host.subscriptions(ctx.shop) if s is not own]
    errors = address_errors(uri) if own is None or uri else []
    if given.get("format") == "XML":
        where = ["webhookSubscription", "format"]
        errors.append(user_error(where, "Format 'xml' is invalid for this webhook topic. Allowed formats: json"))
    name = given.get("name")
    where = ["webhookSubscription", "name"]
    if name == "":
        errors.append(user_error(where, "Name is too short (minimum is 1 character)"))
    elif name is not None and not _NAME.match(name):
        message = "Name name field can only contain alphanumeric characters, underscores, and hyphens"
        errors.append(user_error(where, message))
    elif name is not None and any(s.detail.get("name") == name for s in others):
        errors.append(user_error(where, "Name already exists, no duplicate allowed"))
    if given.get("filter") and not _names_fields(parse(given["filter"])):
        errors.append(user_error(["webhookSubscription"], BAD_FILTER))
    same = (uri, topic, given.get("filter") or "")
    if uri and any((s.address, s.detail["topic"], s.detail.get("filter") or "") == same for s in others):
        errors.append(user_error(ADDRESS, "Address for this topic has already been taken"))
    return errors


def _detail(given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    detail = dict(before)
    for name, key in (
        ("filter", "filter"),
        ("includeFields", "include_fields"),
        ("metafieldNamespaces", "metafield_namespaces"),
        ("name", "name"),
    ):
        if name in given:
            detail[key] = given[name] or ([] if key.endswith("s") else None)
    return detail


def create(_info: GraphQLResolveInfo[Any], ctx: Context, topic: str, webhookSubscription: dict[str, Any]) -> Payload:
    """webhookSubscriptionCreate."""
    errors = _errors(ctx, topic, webhookSubscription, None)
    needed = scopes(topic)
    if needed and not ctx.scopes.intersection(needed):
        message = f"You do not have permission to create or update webhooks with {on_the_wire(topic)} topic."
        errors.append(user_error(["topic"], message))
    if errors:
        return {"webhookSubscription": None, "userErrors": errors}
    pictures = ctx.picture("")
    made = Subscription(
        ctx.shop.next_id(),
        ctx.shop.handle,
        ctx.shop.vendor,
        on_the_wire(topic),
        (webhookSubscription.get("uri") or webhookSubscription.get("callbackUrl") or "").strip(),
        ctx.state.client_secret,
        ctx.now,
        ctx.now,
        detail=_detail(
            webhookSubscription,
            {"topic": topic, "version": ctx.version, "base_url": ctx.base_url, "pictures": pictures},
        ),
    )
    ctx.host.subscriptions(ctx.shop).append(made)
    ctx.host.touch()
    return {"webhookSubscription": made, "userErrors": []}


def update(_info: GraphQLResolveInfo[Any], ctx: Context, id: str, webhookSubscription: dict[str, Any]) -> Payload:
    """webhookSubscriptionUpdate: what is given replaces what was."""
    found = hook_by_gid(ctx, id)
    if found is None:
        return {"webhookSubscription": None, "userErrors": [user_error(["id"], NO_HOOK)]}
    errors = _errors(ctx, found.detail["topic"], webhookSubscription, found)
    if errors:
        return {"webhookSubscription": None, "userErrors": errors}
    uri = (webhookSubscription.get("uri") or webhookSubscription.get("callbackUrl") or "").strip()
    found.address = uri or found.address
    found.detail = _detail(webhookSubscription, found.detail)
    found.updated = ctx.now
    ctx.host.touch()
    return {"webhookSubscription": found, "userErrors": []}


def delete(_info: GraphQLResolveInfo[Any], ctx: Context, id: str) -> Payload:
    """webhookSubscriptionDelete."""
    found = hook_by_gid(ctx, id)
    if found is None:
        return {"deletedWebhookSubscriptionId": None, "userErrors": [user_error(["id"], NO_HOOK)]}
    ctx.host.subscriptions(ctx.shop).remove(found)
    ctx.host.touch()
    return {"deletedWebhookSubscriptionId": id, "userErrors": []}
