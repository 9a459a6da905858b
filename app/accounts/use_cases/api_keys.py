"""Keys by which programs call the API in an organisation's name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from app.accounts.contracts import ApiKeyView, StoreLimit
from app.accounts.limit_models import ApiKeyStore
from app.accounts.models import ApiKey
from app.accounts.permissions import assignable
from app.accounts.repository import KeyStanding, Members
from app.accounts.tokens import API_KEY_MARK, new_api_key, token_hash
from app.accounts.use_cases.origins import is_country
from app.accounts.use_cases.roles import must_cover
from app.accounts.use_cases.store_limits import set_stores
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.ids import new_id

SHOWN = len(API_KEY_MARK) + 6
EVERYWHERE = StoreLimit()
NOTED_EVERY = timedelta(minutes=1)
MOST_KNOWN = 10_000
_countries: OrderedDict[UUID, frozenset[str]] = OrderedDict()
"""What this process knows of where keys were used from, so that a known country costs no statement."""

_NOTE_USE = text(
    """WITH old AS (SELECT id, countries FROM api_keys WHERE id = :id FOR UPDATE)
       UPDATE api_keys k SET last_used_at = :now, countries = CASE
           WHEN :country = '' OR old.countries @> to_jsonb(CAST(:country AS text)) THEN old.countries
           ELSE old.countries || to_jsonb(CAST(:country AS text)) END
       FROM old WHERE k.id = old.id RETURNING old.countries"""
)


async def create_api_key(
    uow: UnitOfWork,
    *,
    name: str,
    permissions: Sequence[str],
    days: int | None,
    created_by: str,
    mine: Collection[str],
    limit: StoreLimit = EVERYWHERE,
) -> tuple[ApiKeyView, str]:
    """The key itself is returned this once and kept as a hash. With a limit it works on those stores only. It may do no
    more than its maker may, and nothing that is an owner's alone. Raises Invalid, BeyondYou."""
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
        limited=limit.stores is not None,
    )
    uow.add(key)
    await uow.flush()
    stores = await set_stores(uow, ApiKeyStore, key.id, limit.stores)
    told = {"name": name, "prefix": key.prefix, "permissions": key.permissions, "store_ids": stores}
    audit.record(uow, "api_key.created", kind="api_key", id_=key.id, **told)
    return _view(key, stores), secret


async def list_api_keys(uow: UnitOfWork) -> list[ApiKeyView]:
    """Those not revoked, newest first."""
    return [_view(key, stores) for key, stores in await Members(uow).api_keys()]


async def revoke_api_key(uow: UnitOfWork, key_id: UUID) -> None:
    """It is refused from its next call on. Twice is fine. Raises NotFound."""
    key = await uow.get(ApiKey, key_id, "API key", lock=True)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        audit.record(uow, "api_key.revoked", kind="api_key", id_=key_id, name=key.name, prefix=key.prefix)


async def note_key_use(standing: KeyStanding, *, country: str = "", address: str = "") -> None:
    """When it was last used, to the minute: a busy key does not write with every call. A country that it was never used
    from, after others, stands in the audit log."""
    now = clock.now()
    known = _countries.get(standing.id, frozenset())
    noted = standing.last_used_at is not None and now - standing.last_used_at < NOTED_EVERY
    if noted and (not country or country in known):
        return
    actor = Actor(kind="api_key", id=str(standing.id), label=standing.name)
    async with unit_of_work(standing.org_id, actor) as uow:
        before = await uow.scalar(_NOTE_USE, {"id": standing.id, "now": now, "country": country})
        if before and is_country(country) and country not in before:
            facts = {"country": country, "address": address, "countries_before": sorted(before)}
            audit.record(uow, "api_key.new_country", kind="api_key", id_=standing.id, name=standing.name, **facts)
    _countries[standing.id] = known | {country, *(before or ())}
    _countries.move_to_end(standing.id)
    while len(_countries) > MOST_KNOWN:
        _countries.popitem(last=False)


def _view(key: ApiKey, stores: tuple[UUID, ...] | None) -> ApiKeyView:
    return ApiKeyView(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        permissions=tuple(key.permissions),
        store_ids=stores,
        created_by=key.created_by,
        status="expired" if key.expires_at and key.expires_at <= clock.now() else "active",
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
