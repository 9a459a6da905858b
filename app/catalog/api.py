"""What others may ask of the catalogue."""

from app.catalog.use_cases.browse import (
    listings,
    product,
    product_facets,
    product_in_store,
    product_page,
    versions,
)
from app.catalog.use_cases.conflicts import conflict_page, decide_conflict
from app.catalog.use_cases.find import find_products
from app.catalog.use_cases.import_products import import_products
from app.catalog.use_cases.mapping import (
    link,
    listed_variants_of_store,
    mark_remote_deleted,
    require_store,
    resolve_variants,
    unlink,
)
from app.catalog.use_cases.preview import preview_products
from app.catalog.use_cases.products import (
    create_in_store,
    create_product,
    delete_product,
    list_in_store,
    restore_product,
    update_product,
)
from app.catalog.use_cases.push import listing_failed, listing_pushed, listing_retried, pending_change, pending_new

__all__ = [
    "conflict_page",  # fields that both sides changed
    "create_in_store",  # a new product that a store is to list
    "create_product",  # a new product
    "decide_conflict",  # keep ours or theirs after all
    "delete_product",  # softly
    "find_products",  # by SKU or a word, for people who type
    "import_products",  # take in a page of a channel's products
    "link",  # people say which variant a listing is
    "list_in_store",  # list a product in one more store
    "listed_variants_of_store",  # all that a store lists
    "listing_failed",  # writing to the channel failed
    "listing_pushed",  # the channel has our change
    "listing_retried",  # write a refused one again
    "listings",  # of a product, or in a state
    "mark_remote_deleted",  # the channel deleted products
    "pending_change",  # what a channel lacks of ours
    "pending_new",  # what a channel is to list for the first time
    "preview_products",  # what an import would do
    "product",  # one product with variants and images
    "product_facets",  # vendors, types and tags that products have
    "product_in_store",  # refuse a product that the store does not list
    "product_page",  # the list of products
    "require_store",  # refuse a store that is not there
    "resolve_variants",  # the channel's variants to ours
    "restore_product",  # undo a deletion
    "unlink",  # a listing is none of ours
    "update_product",  # change a product
    "versions",  # what a product was before
]
