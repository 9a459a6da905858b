"""Who belongs to an organisation, and as what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from app.accounts.contracts import MemberView, RoleName, StoreLimit
from app.accounts.limit_models import MembershipStore
from app.accounts.limit_repository import StoreLimits
from app.accounts.models import Membership, Role
from app.accounts.oauth_repository import Grants
from app.accounts.permissions import of_role
from app.accounts.repository import Members
from app.accounts.use_cases.oauth_clients import end_grant
from app.accounts.use_cases.passwords import prove_password
from app.accounts.use_cases.roles import must_cover, permissions_of
from app.accounts.use_cases.store_limits import set_stores
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, NotFound


async def list_members(uow: UnitOfWork) -> list[MemberView]:
    """The oldest membership first, deactivated ones among them."""
    return await Members(uow).all()


async def change_role(
    uow: UnitOfWork,
    user_id: UUID,
    given: RoleName,
    limit: StoreLimit | None = None,
    *,
    me: UUID,
    mine: Collection[str],
) -> MemberView:
    """It counts from their next call on; without `limit` they keep the stores that they have. Raises NotFound, BeyondYou,
    Invalid for a store that is not the organisation's, Conflict for oneself and for the owner."""
    membership = await _other(uow, user_id, me, mine)
    must_cover(mine, await permissions_of(uow, given))
    before: dict[str, Any] = {"role": membership.role, "role_id": membership.role_id}
    membership.role, membership.role_id = given.role, given.role_id
    after: dict[str, Any] = {"role": given.role, "role_id": given.role_id}
    if limit is not None:
        before["store_ids"] = await _stores(uow, membership)
        membership.limited = limit.stores is not None
        after["store_ids"] = await set_stores(uow, MembershipStore, user_id, limit.stores)
    audit.record(uow, "member.role_changed", kind="user", id_=user_id, before=before, after=after)
    return await _view(uow, user_id)


async def deactivate_member(uow: UnitOfWork, user_id: UUID, *, me: UUID, mine: Collection[str]) -> MemberView:
    """They cannot enter any more and their sessions here end; their name stays on what they did."""
    membership = await _other(uow, user_id, me, mine)
    if membership.deactivated_at is None:
        membership.deactivated_at = clock.now()
        await Members(uow).end_sessions(user_id, "deactivated")
        audit.record(uow, "member.deactivated", kind="user", id_=user_id)
    return await _view(uow, user_id)


async def activate_member(uow: UnitOfWork, user_id: UUID, *, me: UUID, mine: Collection[str]) -> MemberView:
    membership = await _other(uow, user_id, me, mine)
    if membership.deactivated_at is not None:
        membership.deactivated_at = None
        audit.record(uow, "member.activated", kind="user", id_=user_id)
    return await _view(uow, user_id)


async def remove_member(uow: UnitOfWork, user_id: UUID, *, me: UUID, mine: Collection[str]) -> None:
    """Their account stays theirs; in this organisation nothing is left but what they did."""
    membership = await _other(uow, user_id, me, mine)
    await Members(uow).end_sessions(user_id, "removed")
    for grant in await Grants(uow).unrevoked_of(user_id):
        end_grant(uow, grant, "its person was removed")
    await uow.session.delete(membership)
    audit.record(uow, "member.removed", kind="user", id_=user_id, role=membership.role)


async def transfer_organisation(*, org_id: UUID, actor: Actor, me: UUID, to: UUID, password: str) -> None:
    """`to` becomes the owner and the caller an admin. Takes the caller's password again."""
    await prove_password(org_id=org_id, user_id=me, password=password, field="password")
    async with unit_of_work(org_id, actor) as uow:
        members = Members(uow)
        # both rows in one order, so that two transfers at once cannot wait for each other
        held = {id_: await members.membership(id_) for id_ in sorted({me, to})}
        if held[me].role != "owner" or to == me:
            raise Conflict("Only an owner hands over, and to somebody else.")
        if held[to].deactivated_at is not None:
            raise Conflict("This member is deactivated. Activate them first.")
        held[to].role, held[to].role_id, held[to].limited = "owner", None, False
        await set_stores(uow, MembershipStore, to, None)
        held[me].role = "admin"
        audit.record(uow, "organisation.transferred", kind="user", id_=to, before=str(me), after=str(to))


async def may_change(uow: UnitOfWork, user_id: UUID, mine: Collection[str]) -> None:
    """Raises NotFound for nobody of this organisation, BeyondYou for a member who may do what the caller may not."""
    await _must_cover(uow, await Members(uow).membership(user_id), mine)


async def _must_cover(uow: UnitOfWork, membership: Membership, mine: Collection[str]) -> None:
    own: tuple[str, ...] = ()
    if membership.role_id is not None:
        own = tuple((await uow.get(Role, membership.role_id, "role")).permissions)
    must_cover(mine, of_role(membership.role, own))


async def _other(uow: UnitOfWork, user_id: UUID, me: UUID, mine: Collection[str]) -> Membership:
    membership = await Members(uow).membership(user_id)
    if user_id == me:
        raise Conflict("You cannot change your own membership. Ask somebody else of your organisation.")
    await _must_cover(uow, membership, mine)
    if membership.role == "owner":
        raise Conflict("The owner's place is handed over, not changed: POST /organisation/transfer.")
    return membership


async def _stores(uow: UnitOfWork, membership: Membership) -> list[UUID] | None:
    return sorted(await StoreLimits(uow, MembershipStore).of(membership.user_id)) if membership.limited else None


async def _view(uow: UnitOfWork, user_id: UUID) -> MemberView:
    await uow.flush()
    found = await Members(uow).all(user_id)
    if not found:
        raise NotFound("member", user_id)
    return found[0]
