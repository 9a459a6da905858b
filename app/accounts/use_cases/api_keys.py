"""Keys by which programs call the API in an organisation's name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.accounts.contracts import ApiKeyView
from app.accounts.models import ApiKey
from app.accounts.permissions import assignable
from app.accounts.repository import KeyStanding
from app.accounts.tokens import API_KEY_MARK, new_api_key, token_hash
from app.accounts.use_cases.roles import must_cover
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.ids import new_id

SHOWN = len(API_KEY_MARK) + 6
NOTED_EVERY = timedelta(minutes=1)


async def create_api_key(
    uow: UnitOfWork,
    *,
    name: str,
    permissions: Sequence[str],
    days: int | None,
    created_by: str,
    mine: Collection[str],
) -> tuple[ApiKeyView, str]:
    """The key itself is returned this once and kept as a hash. It may do no more than its maker may, and nothing that
    is an owner's alone. Raises Invalid, BeyondYou."""
    unknown = sorted(set(permissions) - set(assignable()))
    if unknown:
        raise Invalid(f"There is no permission {unknown[0]!r} that a key could have.", field="permissions")
    must_cover(mine, permissions)
    secret = new_api_key()
    key = ApiKey(
        org_id=uow.org_id,
        id=new_id(),
        name=name,
        prefix=secret[:SHOWN],
        key_hash=token_hash(secret),
        permissions=sorted(set(permissions)),
        created_by=created_by,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days) if days else None,
    )
    uow.add(key)
    audit.record(uow, "api_key.created", kind="api_key", id_=key.id, name=name, prefix=key.prefix, permissions=key.permissions)
    return _view(key), secret


async def list_api_keys(uow: UnitOfWork) -> list[ApiKeyView]:
    """Those not revoked, newest first."""
    found = await uow.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None)).order_by(ApiKey.id.desc()))
    return [_view(key) for key in found]


async def revoke_api_key(uow: UnitOfWork, key_id: UUID) -> None:
    """It is refused from its next call on. Twice is fine. Raises NotFound."""
    key = await uow.get(ApiKey, key_id, "API key", lock=True)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        audit.record(uow, "api_key.revoked", kind="api_key", id_=key_id, name=key.name, prefix=key.prefix)


async def note_key_use(standing: KeyStanding) -> None:
    """When it was last used, to the minute: a busy key does not write with every call."""
    now = clock.now()
    if standing.last_used_at is not None and now - standing.last_used_at < NOTED_EVERY:
        return
    async with unit_of_work(standing.org_id) as uow:
        await uow.execute(update(ApiKey).where(ApiKey.id == standing.id).values(last_used_at=now))


def _view(key: ApiKey) -> ApiKeyView:
    return ApiKeyView(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        permissions=tuple(key.permissions),
        created_by=key.created_by,
        status="expired" if key.expires_at and key.expires_at <= clock.now() else "active",
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
