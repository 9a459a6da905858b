"""What a store platform may offer: products, listings, stock, orders, fulfilments, webhooks.

Sources yield pages with an opaque cursor: a page that was taken in is never read again after a restart, because
the caller stores `cursor` in the transaction that takes the page in.
"""

from app.ports.storefront.fulfilments import FulfilmentSink, FulfilmentWrite
from app.ports.storefront.orders import (
    OrderSource,
    RemoteAddress,
    RemoteDiscount,
    RemoteFulfilment,
    RemoteLine,
    RemoteOrder,
    RemoteRefund,
    RemoteShippingLine,
    RemoteTax,
)
from app.ports.storefront.paging import Page
from app.ports.storefront.products import (
    ListingChange,
    ListingSink,
    NewListing,
    ProductSource,
    RemoteImage,
    RemoteProduct,
    RemoteVariant,
    VariantChange,
)
from app.ports.storefront.reading import UNREADABLE, Unread, all_readable, read_each
from app.ports.storefront.stock import RemoteLocation, RemoteStock, StockOutcome, StockResult, StockSink, StockWrite
from app.ports.storefront.webhooks import Delivery, Hint, HintKind, WebhookReceiver, WebhookRegistration, Webhooks

__all__ = [
    "UNREADABLE",
    "Delivery",
    "FulfilmentSink",
    "FulfilmentWrite",
    "Hint",
    "HintKind",
    "ListingChange",
    "ListingSink",
    "NewListing",
    "OrderSource",
    "Page",
    "ProductSource",
    "RemoteAddress",
    "RemoteDiscount",
    "RemoteFulfilment",
    "RemoteImage",
    "RemoteLine",
    "RemoteLocation",
    "RemoteOrder",
    "RemoteProduct",
    "RemoteRefund",
    "RemoteShippingLine",
    "RemoteStock",
    "RemoteTax",
    "RemoteVariant",
    "StockOutcome",
    "StockResult",
    "StockSink",
    "StockWrite",
    "Unread",
    "VariantChange",
    "WebhookReceiver",
    "WebhookRegistration",
    "Webhooks",
    "all_readable",
    "read_each",
]
