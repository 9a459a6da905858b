"""WooCommerce, REST API v3, from WooCommerce 5.8 on (the first with `modified_after`).

Every shop is a WordPress of its own: the address is the merchant's, versions and plug-ins differ, and so optional
routes are tried and, where absent, done without (`refunds` 9.0, `variations` 10.3, brands 9.6, core fulfilments 10.1,
the Shipment Tracking extension). Files: `client` `signing` `errors` speak HTTP; `wire` and `*_mapping` are pure;
`products` `listings` `stock` `orders` `fulfilments` `webhooks` `auth` `account` are one port each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from app.kernel.errors import Invalid
from app.kernel.transport import Pace
from app.ports.vendor import AuthKind, AuthMethod, Environment, FieldKind, FormField, Vendor
from app.vendors.woocommerce.account import SCOPES, WooAccount
from app.vendors.woocommerce.auth import WooAuthorisation
from app.vendors.woocommerce.errors import REMEDIES
from app.vendors.woocommerce.fulfilments import WooFulfilments
from app.vendors.woocommerce.listings import WooListings
from app.vendors.woocommerce.orders import WooOrders
from app.vendors.woocommerce.products import WooProducts
from app.vendors.woocommerce.stock import WooStock
from app.vendors.woocommerce.webhooks import WooReceiver, WooWebhooks

_SITE = FormField(
    name="site_url",
    label="Site address",
    kind=FieldKind.URL,
    help=(
        "The address of your shop as WordPress knows it: Settings → General → «Site Address (URL)». "
        "With the sub-directory if it has one, such as https://example.com/shop."
    ),
    placeholder="https://www.example.com",
    pattern=r"(https?://)?[^\s/:@]+(:\d+)?(/\S*)?",
)
_KEY_HELP = "WooCommerce → Settings → Advanced → REST API → Add key, with the permission «Read/Write». "
_KEY = FormField(
    name="consumer_key",
    label="Consumer key",
    kind=FieldKind.SECRET,
    help=_KEY_HELP + "It begins with ck_ and is shown once, on the page after «Generate API key».",
    placeholder="ck_…",
    pattern=r"ck_[0-9A-Za-z]+",
)
_SECRET = FormField(
    name="consumer_secret",
    label="Consumer secret",
    kind=FieldKind.SECRET,
    help="Beside the consumer key on the same page. It begins with cs_.",
    placeholder="cs_…",
    pattern=r"cs_[0-9A-Za-z]+",
)

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" role="img" aria-label="WooCommerce">'
    '<path d="M4 11h24l-2.2 15.2A2.2 2.2 0 0 1 23.6 28H8.4a2.2 2.2 0 0 1-2.2-1.8z" fill="#7f54b3"/>'
    '<path d="M11 14V9.5a5 5 0 0 1 10 0V14" fill="none" stroke="#4b2e75" stroke-width="2.2" stroke-linecap="round"/>'
    '<path d="m10 17.5 2 6.5 4-6 4 6 2-6.5" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"/></svg>'
)

_PLAYED = re.compile(r"/woocommerce/([^/?#]+)")
_BEHIND = re.compile(r"/(wp-admin|wp-json|wp-login\.php)(/.*)?$")


def base_url(public: Mapping[str, str], environment: Environment, sandbox_origin: str) -> str:
    """Live: the site address, https unless it says http, without what follows the site's own directory.

    Sandbox: the played shop, named by the last part of `/woocommerce/<handle>` or by the first label of the host.
    Raises Invalid for what is no address.
    """
    typed = public.get(_SITE.name, "").strip()
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Invalid("This is not the address of a site.", field=_SITE.name)
    if environment is Environment.SANDBOX:
        played = _PLAYED.search(parts.path)
        handle = played[1] if played else parts.hostname.removeprefix("www.").partition(".")[0]
        return f"{sandbox_origin.rstrip('/')}/woocommerce/{handle}"
    path = _BEHIND.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


VENDOR = Vendor(
    slug="woocommerce",
    title="WooCommerce",
    kind="store",
    auth=(
        AuthMethod(
            slug="authorize",
            title="Approve in your shop",
            kind=AuthKind.CALLBACK,
            fields=(_SITE,),
            summary="You sign in to your shop and approve; it makes the keys and sends them here.",
            recommended=True,
        ),
        AuthMethod(
            slug="keys",
            title="Paste a key pair",
            kind=AuthKind.TOKEN,
            fields=(_SITE, _KEY, _SECRET),
            summary="Make a key in WooCommerce's settings and paste both halves.",
        ),
    ),
    offers=(
        WooProducts,
        WooListings,
        WooStock,
        WooOrders,
        WooFulfilments,
        WooReceiver,
        WooWebhooks,
    ),
    pace=Pace(capacity=40, restore=10, concurrent=6),
    base_url=base_url,
    account=WooAccount,
    authorisation=WooAuthorisation(),
    required_scopes=SCOPES,
    remedies=REMEDIES,
    logo=_LOGO,
    docs_url="https://woocommerce.github.io/woocommerce-rest-api-docs/",
    summary="Shops on WordPress with WooCommerce 5.8 or later.",
    page_size=100,
)
