"""The fields of Mutation."""

from __future__ import annotations

from app.sandbox.shopify.mutations import apps, bulk, fulfilments, hooks, orders, product_set, products, stock, variants
from app.sandbox.shopify.schema import Fields

MUTATIONS: Fields = {
    "appUninstall": apps.uninstall,
    "bulkOperationCancel": bulk.cancel,
    "bulkOperationRunQuery": bulk.run_query,
    "fulfillmentCancel": fulfilments.cancel,
    "fulfillmentCreate": fulfilments.create,
    "fulfillmentEventCreate": fulfilments.add_event,
    "fulfillmentTrackingInfoUpdate": fulfilments.update_tracking,
    "inventoryActivate": stock.activate,
    "inventoryAdjustQuantities": stock.adjust_quantities,
    "inventoryDeactivate": stock.deactivate,
    "inventoryItemUpdate": stock.update_item,
    "inventorySetQuantities": stock.set_quantities,
    "orderCancel": orders.cancel,
    "orderCapture": orders.capture,
    "orderClose": orders.close,
    "orderMarkAsPaid": orders.mark_paid,
    "orderOpen": orders.reopen,
    "orderUpdate": orders.update,
    "productCreate": products.create,
    "productCreateMedia": products.create_media,
    "productDelete": products.delete,
    "productSet": product_set.product_set,
    "productUpdate": products.update,
    "productVariantsBulkCreate": variants.bulk_create,
    "productVariantsBulkDelete": variants.bulk_delete,
    "productVariantsBulkUpdate": variants.bulk_update,
    "publishablePublish": products.publish,
    "publishableUnpublish": products.unpublish,
    "refundCreate": orders.refund,
    "tagsAdd": products.add_tags,
    "tagsRemove": products.remove_tags,
    "webhookSubscriptionCreate": hooks.create,
    "webhookSubscriptionDelete": hooks.delete,
    "webhookSubscriptionUpdate": hooks.update,
}
