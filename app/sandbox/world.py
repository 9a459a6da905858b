"""The shops of a sandbox and everything that may be done in them.

A world is one process's: operations are plain calls on one event loop, each of them whole. They keep totals and stock right,
bump `updated`, and tell `world.listeners` what changed. What a shop does not allow raises `Refused`.
"""

from __future__ import annotations

from app.sandbox.catalogue import Catalogue
from app.sandbox.core import Change, Refused, round_money
from app.sandbox.ordering import Cart, CartLine
from app.sandbox.shipping import Return, Shipping

__all__ = ["Cart", "CartLine", "Change", "Refused", "Return", "World", "round_money"]


class World(Catalogue, Shipping):
    """`shops` by handle, and the operations of catalogue.py, ordering.py and shipping.py."""
