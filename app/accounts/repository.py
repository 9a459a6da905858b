"""All SQL of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, delete, func, or_, select, text, update

from app.accounts.contracts import MembershipView, MemberView
from app.accounts.limit_models import ApiKeyStore, InvitationStore, MembershipStore
from app.accounts.limit_repository import Stores, sorted_stores, stores_of
from app.accounts.link_repository import given_up_by
from app.accounts.models import (
    ApiKey,
    Invitation,
    Membership,
    Organisation,
    PasskeyChallenge,
    Role,
    SecondFactor,
    Session,
    UsedRefreshToken,
    User,
)
from app.accounts.permissions import BUILT_IN_NAMES
from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.kernel.errors import NotFound


class Accounts:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def user_by_email(self, email: str) -> User | None:
        return await self._uow.scalar(select(User).where(func.lower(User.email) == email.lower()))

    async def user_who_signs_in(self, email: str, address: str) -> tuple[User | None, bool]:
        """The user, and whether a session of theirs was there before, as long as sessions are kept. One statement, whether
        there is anybody or not."""
        was_here = select(Session.id).where(Session.user_id == User.id, Session.address == address[:64]).exists()
        found = await self._uow.execute(select(User, was_here).where(func.lower(User.email) == email.lower()))
        row = found.one_or_none()
        return (row[0], row[1]) if row else (None, False)

    async def user(self, user_id: UUID, *, lock: bool = False) -> User | None:
        return await self._uow.session.get(User, user_id, with_for_update=lock or None, populate_existing=lock)

    async def user_of(self, user_id: UUID) -> User:
        """Raises NotFound."""
        user = await self.user(user_id)
        if user is None:
            raise NotFound("user", user_id)
        return user

    async def organisations_of(self, user_id: UUID) -> list[UUID]:
        """Asked as that user, whoever acts: the database shows memberships to whom they speak of. In one order: whoever tells
        all of them locks the chain of each log at the commit."""
        await self._uow.execute(text("SELECT set_config('app.user_id', :user, true)"), {"user": str(user_id)})
        query = select(Membership.org_id).where(Membership.user_id == user_id).order_by(Membership.org_id)
        return list((await self._uow.scalars(query)).all())

    async def membership(self, org_id: UUID, user_id: UUID) -> Membership | None:
        return await self._uow.session.get(Membership, (org_id, user_id))

    async def organisation(self, org_id: UUID) -> Organisation | None:
        return await self._uow.session.get(Organisation, (org_id, org_id))

    async def memberships(self, user_id: UUID) -> Sequence[MembershipView]:
        """The organisations of the user in scope, oldest membership first. Needs an actor of kind `user`."""
        found = await self._uow.execute(
            select(Organisation.id, Organisation.name, Membership.role)
            .join(Membership, Membership.org_id == Organisation.id)
            .where(Membership.user_id == user_id, Membership.deactivated_at.is_(None))
            .order_by(Membership.created_at)
        )
        return [MembershipView(org_id=id_, org_name=name, role=role) for id_, name, role in found]

    async def session_by_token(self, token_hash: str) -> Session | None:
        """Locked: two refreshes with one token cannot both succeed."""
        return await self._uow.scalar(select(Session).where(Session.current_hash == token_hash).with_for_update())

    async def session_of_used_token(self, token_hash: str) -> Session | None:
        return await self._uow.scalar(
            select(Session)
            .join(UsedRefreshToken, UsedRefreshToken.session_id == Session.id)
            .where(UsedRefreshToken.token_hash == token_hash)
            .with_for_update(of=Session)
        )

    async def end_session(self, session_id: UUID, reason: str) -> None:
        await self._uow.execute(
            update(Session)
            .where(Session.id == session_id, Session.ended_at.is_(None))
            .values(ended_at=clock.now(), end_reason=reason)
        )

    async def live_sessions(self, user_id: UUID) -> Sequence[Session]:
        """Not ended and not expired, the last used first."""
        found = await self._uow.scalars(
            select(Session)
            .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.expires_at > clock.now())
            .order_by(Session.used_at.desc(), Session.id)
        )
        return found.all()

    async def end_sessions(self, user_id: UUID, reason: str, *, keep: UUID | None = None) -> int:
        """End every live session of a user but one. Returns how many."""
        return await self._uow.change(
            update(Session)
            .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.id != (keep or UUID(int=0)))
            .values(ended_at=clock.now(), end_reason=reason)
        )

    async def forget_ended_sessions(self, before: datetime) -> int:
        over = or_(Session.expires_at < before, Session.ended_at < before)
        return await self._delete(delete(Session).where(over))

    async def forget_challenges(self, before: datetime) -> int:
        return await self._delete(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < before))

    async def _delete(self, statement: Delete) -> int:
        return await self._uow.change(statement.execution_options(synchronize_session=False))


class Members:
    """Members, roles and invitations of the organisation in scope."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def all(self, user_id: UUID | None = None) -> list[MemberView]:
        """Everybody, the oldest membership first, or the one of a user."""
        query = (
            select(Membership, User, Role.name, SecondFactor.confirmed_at, stores_of(Membership, MembershipStore))
            .join(User, User.id == Membership.user_id)
            .outerjoin(Role, (Role.org_id == Membership.org_id) & (Role.id == Membership.role_id))
            .outerjoin(SecondFactor, SecondFactor.user_id == Membership.user_id)
            .where(Membership.org_id == self._uow.org_id)
            .order_by(Membership.created_at, Membership.user_id)
        )
        found = await self._uow.execute(query if user_id is None else query.where(Membership.user_id == user_id))
        return [_member(*row) for row in found]

    async def membership(self, user_id: UUID) -> Membership:
        """Locked. Raises NotFound."""
        found = await self._uow.session.get(Membership, (self._uow.org_id, user_id), with_for_update=True)
        if found is None:
            raise NotFound("member", user_id)
        return found

    async def has_member(self, email: str) -> bool:
        """Under this address, or with it until lately. One statement, whether anybody has the address or not: how long it takes
        tells nothing of other organisations."""
        mine = select(User.id).join(Membership, Membership.user_id == User.id).where(Membership.org_id == self._uow.org_id)
        theirs = or_(func.lower(User.email) == email.lower(), User.id.in_(given_up_by(email)))
        return await self._uow.scalar(mine.where(theirs).limit(1)) is not None

    async def end_sessions(self, user_id: UUID, reason: str) -> None:
        """A member's sessions in this organisation."""
        await self._uow.execute(
            update(Session)
            .where(Session.user_id == user_id, Session.org_id == self._uow.org_id, Session.ended_at.is_(None))
            .values(ended_at=clock.now(), end_reason=reason)
        )

    async def roles(self) -> Sequence[Role]:
        return (await self._uow.scalars(select(Role).order_by(func.lower(Role.name)))).all()

    async def counts(self) -> dict[tuple[str, UUID | None], int]:
        """{(role, role id): members}"""
        query = select(Membership.role, Membership.role_id, func.count()).where(Membership.org_id == self._uow.org_id)
        found = await self._uow.execute(query.group_by(Membership.role, Membership.role_id))
        return {(role, role_id): n for role, role_id, n in found}

    async def invitations(self) -> list[tuple[Invitation, str | None, Stores]]:
        """Those not accepted and not revoked, newest first, with the name of a role of our own and the stores."""
        query = (
            select(Invitation, Role.name, stores_of(Invitation, InvitationStore))
            .outerjoin(Role, (Role.org_id == Invitation.org_id) & (Role.id == Invitation.role_id))
            .where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
            .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        )
        return [(invitation, name, sorted_stores(stores)) for invitation, name, stores in await self._uow.execute(query)]

    async def api_keys(self) -> list[tuple[ApiKey, Stores]]:
        """Those not revoked, newest first, with their stores."""
        query = select(ApiKey, stores_of(ApiKey, ApiKeyStore)).where(ApiKey.revoked_at.is_(None)).order_by(ApiKey.id.desc())
        return [(key, sorted_stores(stores)) for key, stores in await self._uow.execute(query)]

    async def invitation(self, digest: str) -> Invitation | None:
        """Locked."""
        return await self._uow.scalar(select(Invitation).where(Invitation.token_hash == digest).with_for_update())

    async def revoke_invitations(self, email: str) -> int:
        """Returns how many were open."""
        return await self._uow.change(
            update(Invitation)
            .where(
                func.lower(Invitation.email) == email.lower(),
                Invitation.accepted_at.is_(None),
                Invitation.revoked_at.is_(None),
            )
            .values(revoked_at=clock.now())
        )


def _member(
    membership: Membership, user: User, own_role: str | None, mfa_since: datetime | None, stores: Sequence[UUID] | None
) -> MemberView:
    return MemberView(
        user_id=user.id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        role=membership.role,
        role_id=membership.role_id,
        role_name=own_role or BUILT_IN_NAMES.get(membership.role, ""),
        store_ids=sorted_stores(stores),
        status="deactivated" if membership.deactivated_at else "active",
        is_verified=user.is_verified,
        mfa=mfa_since is not None,
        joined_at=membership.created_at,
        last_login_at=user.last_login_at,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a live session is worth now. `own_permissions` are those of a role of the organisation's own; `demanded`, whether
    the organisation demands a second factor of such a member; `stores` None: all of them."""

    role: str
    own_permissions: tuple[str, ...]
    email: str
    is_verified: bool
    demanded: bool
    strong: bool
    proved_at: datetime
    stores: frozenset[UUID] | None = None


async def session_standings(session_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """Of those sessions that live: not of those that have ended or expired, or whose user is inactive or is no longer an
    active member.

    One round trip outside of any transaction: it is asked on every request.
    """
    query = """SELECT s.id, t.*, g.* FROM unnest($1::uuid[]) AS s(id), session_standing(s.id) AS t,
                   session_gate(s.id, $2) AS g"""
    async with database().app.acquire(timeout=5) as connection:
        found = await connection.fetch(query, session_ids, clock.now())
    return {
        row["id"]: Standing(
            role=row["role"],
            own_permissions=tuple(row["role_permissions"] or ()),
            email=row["email"],
            is_verified=row["is_verified"],
            demanded=row["demanded"],
            strong=row["strong"],
            proved_at=row["proved_at"],
            stores=limit_of(row),
        )
        for row in found
    }


def limit_of(row: Any) -> frozenset[UUID] | None:
    """`store_ids` of a standing."""
    return None if row["store_ids"] is None else frozenset(row["store_ids"])


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """What an API key is worth now."""

    org_id: UUID
    id: UUID
    name: str
    permissions: tuple[str, ...]
    last_used_at: datetime | None
    stores: frozenset[UUID] | None = None


async def api_key_standing(key_hash: str) -> KeyStanding | None:
    """None when it is unknown, revoked or expired. One round trip, like a session's."""
    async with database().app.acquire(timeout=5) as connection:
        row = await connection.fetchrow("SELECT * FROM api_key_standing($1, $2)", key_hash, clock.now())
    if row is None:
        return None
    permissions, stores = tuple(row["permissions"]), limit_of(row)
    return KeyStanding(row["org_id"], row["id"], row["name"], permissions, row["last_used_at"], stores)


async def signing_key_rows() -> list[Any]:
    """The keys of access tokens that sign or still verify: kid, public_key, private_key, created_at."""
    query = (
        "SELECT kid, public_key, private_key, created_at FROM signing_keys WHERE verifies_until IS NULL OR verifies_until > $1"
    )
    async with database().app.acquire(timeout=5) as connection:
        return list(await connection.fetch(query, clock.now()))
