"""What to do about a vendor's failure, in one place."""

from __future__ import annotations

from uuid import UUID

from app.kernel.errors import DomainError
from app.kernel.transport import Unreachable
from app.ports.vendor import Remedy, VendorError
from app.stores import api as stores
from app.stores.contracts import ConnectionPaused
from app.sync.contracts import Busy

PATIENCE = 30.0  # seconds until the next try where the vendor named no time


def wait_of(error: DomainError) -> float | None:
    """Seconds after which the same may be tried again; None: trying again does not help."""
    if isinstance(error, VendorError):
        if error.remedy is Remedy.RETRY:
            return error.retry_after or PATIENCE
        if error.remedy is Remedy.WAIT:
            return error.retry_after or PATIENCE
        return None
    if isinstance(error, Unreachable):
        return PATIENCE if error.reason != "blocked" else None
    if isinstance(error, Busy):
        return 1.0
    return 60.0 if isinstance(error, ConnectionPaused) else None


def remedy_of(error: DomainError) -> str:
    return error.remedy.value if isinstance(error, VendorError) else ""


def words(error: DomainError) -> str:
    """For people: the vendor's own reason where it gave one."""
    own = error.vendor_message if isinstance(error, VendorError) else ""
    return f"{error.message} ({own})" if own and own not in error.message else error.message


async def tell(org_id: UUID, connection_id: UUID, error: DomainError) -> None:
    """The connection learns of it."""
    await stores.report_failure(org_id, connection_id, error)
