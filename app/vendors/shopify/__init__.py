"""Shopify: products, stock, orders, fulfilments and webhooks over the Admin GraphQL API."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.transport import Pace
from app.ports.vendor import AuthKind, AuthMethod, Environment, FieldKind, FormField, Vendor
from app.vendors.shopify import tokens
from app.vendors.shopify.account import ShopifyAccount
from app.vendors.shopify.errors import REMEDIES
from app.vendors.shopify.fulfilments import ShopifyFulfilments
from app.vendors.shopify.listings import ShopifyListings
from app.vendors.shopify.oauth import SCOPES, ShopifyAuthorisation
from app.vendors.shopify.orders import ShopifyOrders
from app.vendors.shopify.products import ShopifyProducts
from app.vendors.shopify.stock import ShopifyStock
from app.vendors.shopify.values import shop_domain, shop_handle
from app.vendors.shopify.webhooks import ShopifyReceiver, ShopifyWebhooks

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#5a8f3c" d="M9 15h30l3 27H6z"/>'
    '<path fill="none" stroke="#2f5a1c" stroke-width="3" stroke-linecap="round" d="M17 20v-7a7 7 0 0 1 14 0v7"/>'
    '<circle cx="24" cy="30" r="5" fill="#eef6e6"/></svg>'
)

_SHOP = FormField(
    name="shop",
    label="Shop address",
    help="In the Shopify admin open Settings, then Domains: the address that ends in .myshopify.com. "
    "It stays the same when your shop gets a domain of its own.",
    placeholder="my-store.myshopify.com",
    pattern=r"[A-Za-z0-9][A-Za-z0-9\-]*(\.myshopify\.com)?",
)
_CLIENT_ID = FormField(
    name="client_id",
    label="Client ID",
    help="At dev.shopify.com open your app, then Settings: the Client ID is under Credentials.",
    pattern=r"[A-Za-z0-9_\-]+",
)
_CLIENT_SECRET = FormField(
    name="client_secret",
    label="Client secret",
    kind=FieldKind.SECRET,
    help="Beside the Client ID. It also proves that webhooks are Shopify's.",
)
_HISTORY = FormField(
    name="order_history",
    label="Orders to read",
    kind=FieldKind.SELECT,
    required=False,
    help="Older orders need the scope read_all_orders, which Shopify approves for your app in the Dev Dashboard.",
    options=(("recent", "Of the last 60 days"), ("all", "All")),
)
_ADMIN_TOKEN = FormField(
    name="access_token",
    label="Admin API access token",
    kind=FieldKind.SECRET,
    help="Settings, Apps and sales channels, Develop apps, your app, API credentials. Shopify shows it once.",
    placeholder="shpat_…",
)
_API_SECRET = FormField(
    name="client_secret",
    label="API secret key",
    kind=FieldKind.SECRET,
    help="On the same page below the token. It proves that webhooks are Shopify's.",
)


def _base_url(public: Mapping[str, str], environment: Environment, sandbox_origin: str) -> str:
    if environment is Environment.SANDBOX:
        return f"{sandbox_origin}/shopify/{shop_handle(public['shop'])}"
    return f"https://{shop_domain(public['shop'])}"


VENDOR = Vendor(
    slug="shopify",
    title="Shopify",
    kind="store",
    summary="Products, stock by location, orders and fulfilments of a Shopify shop, kept up to date by webhooks.",
    auth=(
        AuthMethod(
            slug=tokens.OAUTH,
            title="Install your app",
            kind=AuthKind.OAUTH,
            summary="Shopify asks you to approve what KSAP may do, and sends you back here.",
            fields=(_SHOP, _CLIENT_ID, _CLIENT_SECRET, _HISTORY),
        ),
        AuthMethod(
            slug=tokens.CLIENT_CREDENTIALS,
            title="Your own app's credentials",
            kind=AuthKind.CLIENT_CREDENTIALS,
            summary="For an app of your own organisation that is installed in this shop already.",
            recommended=True,
            fields=(_SHOP, _CLIENT_ID, _CLIENT_SECRET),
        ),
        AuthMethod(
            slug=tokens.ADMIN_TOKEN,
            title="An Admin API access token",
            kind=AuthKind.TOKEN,
            summary="For a custom app that you made in the Shopify admin.",
            fields=(_SHOP, _ADMIN_TOKEN, _API_SECRET),
        ),
    ),
    offers=(
        ShopifyProducts,
        ShopifyListings,
        ShopifyStock,
        ShopifyOrders,
        ShopifyFulfilments,
        ShopifyReceiver,
        ShopifyWebhooks,
    ),
    account=ShopifyAccount,
    authorisation=ShopifyAuthorisation(),
    pace=Pace(capacity=2000, restore=100, concurrent=4),
    base_url=_base_url,
    required_scopes=SCOPES,
    remedies=REMEDIES,
    logo=_LOGO,
    docs_url="https://shopify.dev/docs/api/admin-graphql/2026-07",
    page_size=50,
)

__all__ = ["VENDOR"]
