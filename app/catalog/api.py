"""What others may ask of the catalogue."""

from app.catalog.use_cases.import_products import import_products
from app.catalog.use_cases.mapping import (
    link,
    listed_variants_of_store,
    listings_of_variants,
    mark_remote_deleted,
    resolve_variants,
    unlink,
    variant_cards,
)
from app.catalog.use_cases.push import listing_failed, listing_pushed, pending_change

__all__ = [
    "import_products",  # take in a page of a channel's products
    "link",  # people say which variant a listing is
    "listed_variants_of_store",  # all that a store lists
    "listing_failed",  # writing to the channel failed
    "listing_pushed",  # the channel has our change
    "listings_of_variants",  # where variants are listed
    "mark_remote_deleted",  # the channel deleted products
    "pending_change",  # what a channel lacks of ours
    "resolve_variants",  # the channel's variants to ours
    "unlink",  # a listing is none of ours
    "variant_cards",  # variants as other screens show them
]
