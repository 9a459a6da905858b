"""What a vendor's thing may be that nobody can read: put aside one by one, so that its neighbours come in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any, TypeVar

import structlog

from app.ports.vendor import Remedy, VendorError

T = TypeVar("T")
log = structlog.get_logger(__name__)

UNREADABLE = "UNREADABLE"
MISFITS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading raises where a field is missing, or is not what the vendor says it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One thing of a page that cannot be read; `why` is for people."""

    external_id: str
    why: str


async def read_each(
    raws: Iterable[Mapping[str, Any]], read: Callable[[Any], Awaitable[T]]
) -> tuple[tuple[T, ...], tuple[Unread, ...]]:
    """Those that `read` takes, and the others. Refusals and silence of the vendor pass through."""
    items: list[T] = []
    unread: list[Unread] = []
    for raw in raws:
        try:
            items.append(await read(raw))
        except MISFITS as misfit:
            external_id, at = str(raw.get("id") or ""), extract_tb(misfit.__traceback__)[-1]
            # where it was, for it may be a mistake of ours; what it was stays out of the log: it may be of a buyer
            log.warning("vendor.unreadable", external_id=external_id, error=type(misfit).__name__, at=f"{at.name}:{at.lineno}")
            unread.append(Unread(external_id=external_id, why=explain(misfit)))
    return tuple(items), tuple(unread)


def all_readable(found: tuple[Sequence[T], Sequence[Unread]]) -> list[T]:
    """For things asked for by id, of which none may be left out. Raises VendorError(SKIP) where one cannot be read."""
    items, unread = found
    for thing in unread:
        raise VendorError(
            thing.why, remedy=Remedy.SKIP, vendor_code=UNREADABLE, http_status=200, details={"external_id": thing.external_id}
        )
    return list(items)


def explain(misfit: Exception) -> str:
    """For a merchant who shows it to whoever keeps the shop."""
    if isinstance(misfit, KeyError):
        told = f"the field “{misfit.args[0] if misfit.args else ''}” is missing"
    elif isinstance(misfit, ArithmeticError):
        told = "an amount or a quantity is not a number"
    elif isinstance(misfit, ValueError):
        told = f"a value is not what it should be: {misfit}"
    else:
        told = f"a field has another form than the vendor describes: {misfit}"
    return f"The shop's data of this one cannot be read ({told[:300]}). A plug-in may have changed it."
