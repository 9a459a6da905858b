"""Shopify, played: the Admin GraphQL API 2026-07 with its OAuth, costs, webhooks and bulk operations."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp

from app.sandbox.shop import Shop
from app.sandbox.shopify.hooks import messages, sign
from app.sandbox.shopify.oauth import of_shop
from app.sandbox.shopify.server import Server, refuse_fault
from app.sandbox.shopify.state import ShopifyState
from app.sandbox.shopify.types.shop import domain
from app.sandbox.vendor import Host, RetryPolicy, SandboxVendor

# Eight repetitions within four hours, each later than the one before.
RETRIES = (60.0, 180.0, 420.0, 900.0, 1_800.0, 2_700.0, 3_600.0, 4_740.0)


def build(host: Host[ShopifyState]) -> ASGIApp:
    return Server(host).app()


def credentials(host: Host[ShopifyState], shop: Shop | None) -> Sequence[tuple[str, str]]:
    """What a person needs to connect a shop."""
    if shop is None:
        return ()
    state = of_shop(host, shop)
    admin = next((name for name, token in state.tokens.items() if token.kind == "admin"), "")
    return (
        ("Shop domain", domain(shop)),
        ("Client ID", state.client_id),
        ("Client secret", state.client_secret),
        *((("Admin API access token", admin),) if admin else ()),
    )


SANDBOX = SandboxVendor(
    slug="shopify",
    title="Shopify",
    build=build,
    state=ShopifyState,
    refuse=refuse_fault,
    messages=messages,
    sign=sign,
    retry=RetryPolicy(delays=RETRIES, timeout=5.0, disable_after=1, then="removed"),
    credentials=credentials,
    writes=("^POST .*graphql", r"\bmutation\b"),
)
