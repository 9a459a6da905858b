"""The GraphQL that we send, Admin API 2026-07.

Money is asked for in the shop's currency only. Every connection inside an object is asked for with its page info
and has a document that reads on where the first page of it ends; bulk documents spell connections as Shopify's bulk
engine wants them (`edges`, no connection inside a list, `__typename` to tell the children apart).
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True)
class Document:
    """`cost` is what Shopify is expected to ask before it has told; `repeatable`: twice does no more than once."""

    name: str
    text: str
    cost: float
    repeatable: bool = True


_MONEY = "{ shopMoney { amount } }"
_MORE = "pageInfo { hasNextPage endCursor }"
_PROBLEMS = "userErrors { field message }"
_CODED = "userErrors { field message code }"


def _page(root: str, sort: str, body: str) -> str:
    return (
        f"query Page($first: Int!, $after: String, $query: String) {{ {root}(first: $first, after: $after, "
        f"query: $query{sort}) {{ nodes {{ {body} }} {_MORE} }} }}"
    )


def _by_id(kind: str, body: str) -> str:
    return f"query ById($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {body} }} }} }}"


def _count(root: str) -> str:
    return f"query Count($query: String) {{ count: {root}(query: $query) {{ count precision }} }}"


def _rest(kind: str, connection: str, size: int, body: str) -> str:
    return (
        f"query Rest($id: ID!, $after: String) {{ node(id: $id) {{ ... on {kind} {{ "
        f"more: {connection}(first: {size}, after: $after) {{ nodes {{ {body} }} {_MORE} }} }} }} }}"
    )


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk operation reads: all of a root connection, or what a search of it finds."""

    root: str
    body: str

    def text(self, search: str = "") -> str:
        found = f"(query: {orjson.dumps(search).decode()})" if search else ""
        return f"{{ {self.root}{found} {{ edges {{ node {{ __typename {self.body} }} }} }} }}"


def _edges(connection: str, body: str) -> str:
    return f"{connection} {{ edges {{ node {{ __typename {body} }} }} }}"


# ── account ─────────────────────────────────────────────────────────────────────────────────────────────

SHOP = Document(
    "shop",
    "query Shop { shop { id name myshopifyDomain currencyCode ianaTimezone primaryDomain { host } "
    "shopAddress { countryCodeV2 } plan { publicDisplayName } } "
    "currentAppInstallation { accessScopes { handle } } }",
    cost=8,
)
CURRENCY = Document("currency", "query Currency { shop { currencyCode } }", cost=1)

# ── products ────────────────────────────────────────────────────────────────────────────────────────────

_PRODUCT = (
    "id title descriptionHtml vendor productType tags status handle onlineStoreUrl createdAt updatedAt "
    "hasOnlyDefaultVariant options { name optionValues { name } }"
)
_VARIANT = (
    "id title sku barcode price compareAtPrice position inventoryQuantity selectedOptions { name value } "
    "inventoryItem { id tracked unitCost { amount } measurement { weight { value unit } } }"
)
_VARIANT_PAGED = f"{_VARIANT} media(first: 1) {{ nodes {{ id }} }}"
_IMAGE = "id alt ... on MediaImage { image { url } }"
_PRODUCT_PAGED = (
    f"{_PRODUCT} media(first: 20) {{ nodes {{ {_IMAGE} }} {_MORE} }} "
    f"variants(first: 25) {{ nodes {{ {_VARIANT_PAGED} }} {_MORE} }}"
)

PRODUCT_COUNT = Document("product_count", _count("productsCount"), cost=1)
PRODUCTS = Document("products", _page("products", ", sortKey: UPDATED_AT", _PRODUCT_PAGED), cost=400)
PRODUCTS_BY_ID = Document("products_by_id", _by_id("Product", _PRODUCT_PAGED), cost=400)
PRODUCT_VARIANTS = Document("product_variants", _rest("Product", "variants", 100, _VARIANT_PAGED), cost=100)
PRODUCT_MEDIA = Document("product_media", _rest("Product", "media", 100, _IMAGE), cost=30)
PRODUCTS_BULK = Bulk(
    "products", f"{_PRODUCT} {_edges('media', _IMAGE)} {_edges('variants', _VARIANT + ' ' + _edges('media', 'id'))}"
)

PRODUCT_UPDATE = Document(
    "product_update",
    f"mutation Update($product: ProductUpdateInput!) {{ productUpdate(product: $product) {{ product {{ id }} {_PROBLEMS} }} }}",
    cost=11,
)
VARIANTS_UPDATE = Document(
    "variants_update",
    "mutation Update($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { "
    f"productVariantsBulkUpdate(productId: $productId, variants: $variants) {{ product {{ id }} {_CODED} }} }}",
    cost=11,
)
LISTING_KEY = Document(
    "listing_key",
    "mutation Define($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) "
    f"{{ createdDefinition {{ id }} {_CODED} }} }}",
    cost=11,
)
PRODUCT_BY_KEY = Document(
    "product_by_key",
    "query ByKey($identifier: ProductIdentifierInput!) { productByIdentifier(identifier: $identifier) { id } }",
    cost=1,
)
PRODUCT_SET = Document(
    "product_set",
    "mutation Set($identifier: ProductSetIdentifiers!, $input: ProductSetInput!) { "
    f"productSet(identifier: $identifier, input: $input, synchronous: true) {{ product {{ id }} {_CODED} }} }}",
    cost=30,
)

# ── stock ───────────────────────────────────────────────────────────────────────────────────────────────

_LEVEL = 'location { id } quantities(names: ["available"]) { name quantity }'
_ITEM_PAGED = f"id tracked inventoryLevels(first: 20) {{ nodes {{ {_LEVEL} }} {_MORE} }}"

LOCATIONS = Document(
    "locations",
    "query Locations($after: String) { locations(first: 100, after: $after, includeInactive: true, "
    "includeLegacy: true) { nodes { id name isActive address { address1 address2 city provinceCode zip countryCode "
    f"phone }} }} {_MORE} }} }}",
    cost=25,
)
VARIANT_COUNT = Document("variant_count", _count("productVariantsCount"), cost=1)
ITEMS = Document("inventory_items", _page("inventoryItems", "", _ITEM_PAGED), cost=300)
ITEMS_BY_ID = Document("inventory_items_by_id", _by_id("InventoryItem", _ITEM_PAGED), cost=300)
ITEM_LEVELS = Document("inventory_levels", _rest("InventoryItem", "inventoryLevels", 100, _LEVEL), cost=40)
ITEMS_BULK = Bulk("inventoryItems", f"id tracked {_edges('inventoryLevels', _LEVEL)}")
STOCK_SET = Document(
    "stock_set",
    "mutation Set($input: InventorySetQuantitiesInput!, $key: String!) { "
    f"inventorySetQuantities(input: $input) @idempotent(key: $key) {{ inventoryAdjustmentGroup {{ id }} {_CODED} }} }}",
    cost=11,
)

# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────

_ADDRESS = "{ name company address1 address2 city provinceCode province zip countryCodeV2 phone }"
_TAX = f"{{ title rate priceSet {_MONEY} }}"
_ALLOCATIONS = f"discountAllocations {{ allocatedAmountSet {_MONEY} discountApplication {{ index }} }}"
_TRACKING = "trackingInfo { company number url }"
_ORDER = (
    "id name currencyCode processedAt createdAt updatedAt cancelledAt cancelReason closed confirmed edited fullyPaid "
    "displayFinancialStatus displayFulfillmentStatus taxesIncluded email phone note tags sourceName "
    f"subtotalPriceSet {_MONEY} totalDiscountsSet {_MONEY} totalTaxSet {_MONEY} totalPriceSet {_MONEY} "
    f"totalRefundedSet {_MONEY} customer {{ id displayName }} billingAddress {_ADDRESS} shippingAddress {_ADDRESS} "
    f"taxLines {_TAX}"
)
_LINE = (
    "id title variantTitle quantity currentQuantity unfulfilledQuantity sku requiresShipping "
    f"originalUnitPriceSet {_MONEY} {_ALLOCATIONS} taxLines {_TAX} image {{ url }} product {{ id }} variant {{ id }} "
    "customAttributes { key value }"
)
_SHIPPING = f"title code discountedPriceSet {_MONEY} {_ALLOCATIONS} taxLines {_TAX}"
_DISCOUNT = (
    "index ... on DiscountCodeApplication { code } ... on ManualDiscountApplication { title } "
    "... on AutomaticDiscountApplication { title } ... on ScriptDiscountApplication { title }"
)
_REFUND = f"id createdAt processedAt note totalRefundedSet {_MONEY}"
_REFUND_LINE = "quantity restocked restockType lineItem { id }"
_REFUND_LINES = f"refundLineItems(first: 25) {{ nodes {{ {_REFUND_LINE} }} {_MORE} }}"
_SHIPMENT = f"id status createdAt {_TRACKING}"
_SHIPMENT_LINE = "quantity lineItem { id }"
_SHIPMENT_LINES = f"fulfillmentLineItems(first: 25) {{ nodes {{ {_SHIPMENT_LINE} }} {_MORE} }}"
_ORDER_PAGED = (
    f"{_ORDER} refunds {{ {_REFUND} {_REFUND_LINES} }} fulfillments {{ {_SHIPMENT} {_SHIPMENT_LINES} }} "
    f"lineItems(first: 20) {{ nodes {{ {_LINE} }} {_MORE} }} "
    f"shippingLines(first: 5) {{ nodes {{ {_SHIPPING} }} {_MORE} }} "
    f"discountApplications(first: 10) {{ nodes {{ {_DISCOUNT} }} {_MORE} }}"
)

ORDER_COUNT = Document("order_count", _count("ordersCount"), cost=1)
ORDERS = Document("orders", _page("orders", ", sortKey: UPDATED_AT", _ORDER_PAGED), cost=600)
ORDERS_BY_ID = Document("orders_by_id", _by_id("Order", _ORDER_PAGED), cost=600)
ORDER_LINES = Document("order_lines", _rest("Order", "lineItems", 50, _LINE), cost=200)
ORDER_SHIPPING = Document("order_shipping", _rest("Order", "shippingLines", 50, _SHIPPING), cost=100)
ORDER_DISCOUNTS = Document("order_discounts", _rest("Order", "discountApplications", 100, _DISCOUNT), cost=30)
REFUND_LINES = Document("refund_lines", _rest("Refund", "refundLineItems", 100, _REFUND_LINE), cost=40)
SHIPMENT_LINES = Document("shipment_lines", _rest("Fulfillment", "fulfillmentLineItems", 100, _SHIPMENT_LINE), cost=40)
ORDER_DETAILS = Document(
    "order_details",
    _by_id("Order", f"id refunds {{ id {_REFUND_LINES} }} fulfillments {{ id {_SHIPMENT_LINES} }}"),
    cost=300,
)
ORDERS_BULK = Bulk(
    "orders",
    f"{_ORDER} refunds {{ {_REFUND} }} fulfillments {{ {_SHIPMENT} }} {_edges('lineItems', _LINE)} "
    f"{_edges('shippingLines', _SHIPPING)} {_edges('discountApplications', _DISCOUNT)}",
)

# ── fulfilments ─────────────────────────────────────────────────────────────────────────────────────────

_TO_SHIP_LINE = "id remainingQuantity lineItem { id }"
_TO_SHIP = (
    "id status supportedActions { action } assignedLocation { name location { id } } "
    f"lineItems(first: 20) {{ nodes {{ {_TO_SHIP_LINE} }} {_MORE} }}"
)

ORDER_TO_SHIP = Document(
    "order_to_ship",
    f"query ToShip($id: ID!) {{ order(id: $id) {{ id fulfillments {{ {_SHIPMENT} {_SHIPMENT_LINES} }} "
    f"fulfillmentOrders(first: 10) {{ nodes {{ {_TO_SHIP} }} {_MORE} }} }} }}",
    cost=100,
)
TO_SHIP_ORDERS = Document("to_ship_orders", _rest("Order", "fulfillmentOrders", 10, _TO_SHIP), cost=100)
TO_SHIP_LINES = Document("to_ship_lines", _rest("FulfillmentOrder", "lineItems", 100, _TO_SHIP_LINE), cost=40)
FULFILMENT_CREATE = Document(
    "fulfilment_create",
    "mutation Create($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) "
    f"{{ fulfillment {{ id }} {_PROBLEMS} }} }}",
    cost=11,
    repeatable=False,
)
FULFILMENT_CANCEL = Document(
    "fulfilment_cancel",
    f"mutation Cancel($id: ID!) {{ fulfillmentCancel(id: $id) {{ fulfillment {{ id }} {_PROBLEMS} }} }}",
    cost=11,
)
TRACKING_UPDATE = Document(
    "tracking_update",
    "mutation Update($fulfillmentId: ID!, $tracking: FulfillmentTrackingInput!) { "
    "fulfillmentTrackingInfoUpdate(fulfillmentId: $fulfillmentId, trackingInfoInput: $tracking, "
    f"notifyCustomer: false) {{ fulfillment {{ id }} {_PROBLEMS} }} }}",
    cost=11,
)

# ── webhooks ────────────────────────────────────────────────────────────────────────────────────────────

_SUBSCRIPTION = "{ id name topic uri format }"

SUBSCRIPTIONS = Document(
    "webhooks",
    f"query Webhooks($after: String) {{ webhookSubscriptions(first: 100, after: $after) {{ nodes {_SUBSCRIPTION} {_MORE} }} }}",
    cost=15,
)
SUBSCRIBE = Document(
    "webhook_create",
    "mutation Create($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) { "
    "webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) "
    f"{{ webhookSubscription {_SUBSCRIPTION} {_PROBLEMS} }} }}",
    cost=11,
    repeatable=False,
)
RESUBSCRIBE = Document(
    "webhook_update",
    "mutation Update($id: ID!, $webhook: WebhookSubscriptionInput!) { "
    "webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhook) "
    f"{{ webhookSubscription {_SUBSCRIPTION} {_PROBLEMS} }} }}",
    cost=11,
)
UNSUBSCRIBE = Document(
    "webhook_delete",
    f"mutation Delete($id: ID!) {{ webhookSubscriptionDelete(id: $id) {{ deletedWebhookSubscriptionId {_PROBLEMS} }} }}",
    cost=10,
)

# ── bulk operations ─────────────────────────────────────────────────────────────────────────────────────

BULK_START = Document(
    "bulk_start",
    "mutation Start($query: String!) { bulkOperationRunQuery(query: $query, groupObjects: true) "
    f"{{ bulkOperation {{ id status }} {_CODED} }} }}",
    cost=10,
    repeatable=False,
)
BULK_STATUS = Document(
    "bulk_status",
    "query Status($id: ID!) { bulkOperation(id: $id) { id status errorCode rootObjectCount fileSize url } }",
    cost=1,
)

DOCUMENTS = tuple(d for d in list(globals().values()) if isinstance(d, Document))
BULK_DOCUMENTS = (PRODUCTS_BULK.text(), ITEMS_BULK.text(), ORDERS_BULK.text("updated_at:>='2026-01-31T00:00:00Z'"))
