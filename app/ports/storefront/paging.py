"""Pages of what a store platform lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.ports.storefront.reading import Unread

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """`items` in ascending order of change; `cursor` resumes after this page (None: no more); `total` if known.

    `unread` are things of this page that cannot be read: the others come in all the same.
    """

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None
    unread: tuple[Unread, ...] = ()
