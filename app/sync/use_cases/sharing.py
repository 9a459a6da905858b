"""A store's preferences in the words of the catalogue."""

from __future__ import annotations

from app.catalog.contracts import Sharing
from app.stores.contracts import SyncSettings


def sharing_of(settings: SyncSettings) -> Sharing:
    """What of a product is kept alike with this store."""
    return Sharing(
        products=settings.products_direction,
        prices=settings.prices_direction if settings.sync_prices else "off",
        on_conflict=settings.on_conflict,
    )
