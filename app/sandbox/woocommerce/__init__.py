"""WooCommerce's REST API v3 as WordPress serves it, with its keys, webhooks and consent page.

Differences between shops, see state.py: what they can be told of parcels (`tracking`), whether they show costs, maintenance.
`PATCH /woocommerce/<handle>/-/options` switches them.
"""

from __future__ import annotations

from app.sandbox.shop import Shop
from app.sandbox.vendor import Host, RetryPolicy, SandboxVendor
from app.sandbox.woocommerce.app import build
from app.sandbox.woocommerce.pages import Refusals
from app.sandbox.woocommerce.state import WooState, issue_key, keys_of, tracking_mode
from app.sandbox.woocommerce.topics import messages, sign

__all__ = ["SANDBOX"]


def credentials(host: Host[WooState], shop: Shop | None) -> list[tuple[str, str]]:
    """The newest key that works; a new one when a fault killed all there were."""
    if shop is None:
        return []
    keys = keys_of(host, shop)
    newest = next((key for key in reversed(keys) if key.permissions == "read_write"), None)
    if newest is None or host.faults.dead_credentials(host.vendor.slug, shop.handle, newest.issued):
        newest = issue_key(host, shop, "read_write", "Made anew")
    return [
        ("Consumer key", newest.consumer_key),
        ("Consumer secret", newest.consumer_secret),
        ("Parcels are told by", tracking_mode(host, shop)),
    ]


# WooCommerce does not repeat a webhook; five failures in a row switch it off.
SANDBOX = SandboxVendor(
    slug="woocommerce",
    title="WooCommerce",
    build=build,
    state=WooState,
    refuse=Refusals(),
    messages=messages,
    sign=sign,
    retry=RetryPolicy(delays=(), timeout=5.0, disable_after=5),
    credentials=credentials,
)
