"""What of search may cross a wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["order", "product", "store"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found. Where it is shown is the caller's business: kind and id name it."""

    kind: Kind
    id: UUID
    title: str
    subtitle: str
    image_url: str | None = None
    store_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best of each kind that the caller may read; `searched` names those kinds."""

    searched: tuple[Kind, ...]
    orders: tuple[Hit, ...] = ()
    products: tuple[Hit, ...] = ()
    stores: tuple[Hit, ...] = ()
