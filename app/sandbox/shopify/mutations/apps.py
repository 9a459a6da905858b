"""Mutations of the app's own installation."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shop import Shop
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.mutations.shared import Payload
from app.sandbox.shopify.state import ShopifyState
from app.sandbox.shopify.types.app import app
from app.sandbox.vendor import Host


def remove_app(host: Host[ShopifyState], shop: Shop) -> None:
    """Take the app off a shop: it is told once more, then its tokens and webhooks are gone."""
    state = host.state(shop)
    host.world.emit(shop, "shopify.app_uninstalled", 0)
    state.installed = None
    state.tokens.clear()
    state.refresh_tokens.clear()
    state.codes.clear()
    for hook in [s for s in host.subscriptions(shop) if s.detail["topic"] != "APP_UNINSTALLED"]:
        host.subscriptions(shop).remove(hook)
    host.touch()


def uninstall(_info: GraphQLResolveInfo[Any], ctx: Context, **_: Any) -> Payload:
    """appUninstall."""
    gone = app(ctx)
    remove_app(ctx.host, ctx.shop)
    return {"app": gone, "userErrors": []}
