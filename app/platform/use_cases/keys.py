"""Rotation of the master key, over everything that is sealed."""

from __future__ import annotations

from app.accounts import api as accounts
from app.kernel import audit, live_settings
from app.kernel.db import unit_of_work
from app.kernel.process import process
from app.kernel.storage import storage
from app.stores import api as stores


async def rewrap_everything() -> dict[str, int]:
    """Put every stored secret under the active master key while KSAP runs; rows by table. It may be repeated. Where
    something was under another key, the rotation stands in every organisation's audit log."""
    vault = process().vault
    counts = {
        **await stores.rewrap_secrets(),
        "second_factors": await accounts.rewrap_factors(),
        "signing_keys": await accounts.rewrap_signing_keys(),
        "oidc_providers": await accounts.rewrap_providers(),
        "files": await storage().rewrap(),
        "settings": await live_settings.rewrap(vault),
    }
    if any(counts.values()):
        async with unit_of_work(None) as uow:
            await audit.record_everywhere(
                uow, "installation.master_key_rotated", kind="master key", id_=vault.active, rewrapped=counts
            )
    return counts
