"""/webhooks: registered, changed, taken away; a ping when one is made."""

from __future__ import annotations

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.sandbox.delivery import is_loopback
from app.sandbox.vendor import Subscription
from app.sandbox.woocommerce.listing import COLLECTION, Answer, Call, Traits, paged, select
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import woo_version
from app.sandbox.woocommerce.topics import HOOKS, detail_of, valid_topic
from app.sandbox.woocommerce.wp import RestError, Rule, check, truthy

log = logging.getLogger(__name__)

STATUSES = ("active", "paused", "disabled")
BODY = {
    "name": Rule("string"),
    "status": Rule("string", STATUSES),
    "topic": Rule("string"),
    "delivery_url": Rule("string"),
    "secret": Rule("string"),
}
LIST = {
    **{name: rule for name, rule in COLLECTION.items() if not name.startswith(("modified", "parent", "dates"))},
    "orderby": Rule("string", ("date", "id", "title")),
    "status": Rule("string", ("all", *STATUSES)),
}
TRAITS = Traits(lambda s: s.id, lambda s: s.created, lambda s: s.updated, lambda s: str(s.detail.get("name", "")))
PING_SECONDS = 5.0


def webhook_json(site: Site, hook: Subscription) -> dict[str, Any]:
    """A webhook; the secret is never shown."""
    resource, _, event = hook.topic.partition(".")
    return {
        "id": hook.id,
        "name": hook.detail.get("name", ""),
        "status": hook.status,
        "topic": hook.topic,
        "resource": resource,
        "event": event,
        "hooks": [event] if resource == "action" else HOOKS.get(hook.topic, []),
        "delivery_url": hook.address,
        **site.dates("date_created", hook.created),
        **site.dates("date_modified", hook.updated),
        "_links": site.links(f"webhooks/{hook.id}"),
    }


def list_webhooks(call: Call) -> Answer:
    check(call.params, LIST)
    hooks = call.site.host.subscriptions(call.site.shop)
    if call["status"] not in (None, "", "all"):
        hooks = [h for h in hooks if h.status == call["status"]]
    if call["search"]:
        hooks = [h for h in hooks if str(call["search"]).lower() in str(h.detail.get("name", "")).lower()]
    return paged(call, select(call, hooks, TRAITS), lambda h: webhook_json(call.site, h))


def _hook(call: Call, status: int, message: str) -> Subscription:
    hooks = call.site.host.subscriptions(call.site.shop)
    found = next((h for h in hooks if h.id == call.path["id"]), None)
    if found is None:
        raise RestError("woocommerce_rest_shop_webhook_invalid_id", message, status)
    return found


def get_webhook(call: Call) -> Answer:
    return Answer(webhook_json(call.site, _hook(call, 400, "ID is invalid.")))


async def create_webhook(call: Call) -> Answer:
    """A new webhook is active; without a secret the shop makes one up that nobody is told."""
    if call.direct:
        check(call.params, BODY, ["topic", "delivery_url"])
    if call["id"]:
        raise RestError("woocommerce_rest_shop_webhook_exists", "Cannot create existing shop_webhook.")
    site = call.site
    topic, url = _topic(call, "Webhook topic is required and must be valid."), _url(call)
    name = str(call["name"] or site.now.astimezone(site.zone).strftime("Webhook created on %b %d, %Y @ %I:%M %p"))
    hook = Subscription(
        site.shop.next_id(), site.shop.handle, site.shop.vendor, topic, url, str(call["secret"] or secrets.token_hex(25)),
        site.now, site.now, status=str(call["status"] or "active"), detail={"name": name, **detail_of(site)},
    )  # fmt: skip
    site.host.subscriptions(site.shop).append(hook)
    site.host.touch()
    await ping(site, hook)
    return Answer(webhook_json(site, hook), 201, {"Location": site.rest(f"webhooks/{hook.id}")})


async def ping(site: Site, hook: Subscription) -> None:
    """Tell the receiver the new webhook's number, unsigned, as a form; what it answers makes no difference."""
    if not is_loopback(hook.address):
        return
    agent = f"WooCommerce/{woo_version(site.host, site.shop)} Hookshot (WordPress/6.8.3)"
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=PING_SECONDS) as client:
            await client.post(hook.address, data={"webhook_id": str(hook.id)}, headers={"User-Agent": agent})
    except httpx.HTTPError as error:
        log.info("webhook %s of %s: nobody answered the ping: %s", hook.id, site.shop.handle, error)


def _topic(call: Call, message: str) -> str:
    topic = str(call["topic"] or "").lower()
    if not valid_topic(topic):
        raise RestError("woocommerce_rest_shop_webhook_invalid_topic", message)
    return topic


def _url(call: Call) -> str:
    url = str(call["delivery_url"] or "")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        message = "Webhook delivery URL must be a valid URL starting with http:// or https://."
        raise RestError("woocommerce_rest_shop_webhook_invalid_delivery_url", message)
    return url


def update_webhook(call: Call) -> Answer:
    """Change a webhook; making one active again forgets its failures."""
    if call.direct:
        check(call.params, BODY)
    hook = _hook(call, 400, "ID is invalid.")
    if call["topic"]:
        hook.topic = _topic(call, "Webhook topic must be valid.")
    if call["delivery_url"]:
        hook.address = _url(call)
    if call["secret"]:
        hook.secret = str(call["secret"])
    if call["status"]:
        if call["status"] not in STATUSES:
            raise RestError("woocommerce_rest_shop_webhook_invalid_status", "Webhook status must be valid.")
        if call["status"] == "active" and hook.status != "active":
            hook.failures = 0
        hook.status = str(call["status"])
    if call.has("name"):
        hook.detail["name"] = str(call["name"])
    hook.detail.update(detail_of(call.site))
    hook.updated = call.site.now
    call.site.host.touch()
    return Answer(webhook_json(call.site, hook))


def delete_webhook(call: Call) -> Answer:
    if not truthy(call["force"]):
        raise RestError("woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.", 501)
    hook = _hook(call, 404, "Invalid ID.")
    call.site.host.subscriptions(call.site.shop).remove(hook)
    call.site.host.touch()
    return Answer(webhook_json(call.site, hook))
