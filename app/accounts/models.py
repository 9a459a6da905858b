"""Tables of accounts. Users belong to no organisation; what ties them to one does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.limit_models import ApiKeyStore, InvitationStore, MembershipStore
from app.accounts.link_models import OneTimeLink
from app.accounts.oauth_models import OAuthClient, OAuthGrant, OAuthSpentToken
from app.accounts.oidc_models import OidcIdentity, OidcProvider, OidcState
from app.accounts.origin_models import SignInOrigin
from app.kernel.db import Base, Created, Id, OrgId, Tenant, Updated, reference

BUILT_IN = ("owner", "admin", "store_manager", "viewer")
ROLES = (*BUILT_IN, "custom")
DEMANDS = ("nobody", "admins", "everybody")
"""Of whom an organisation demands a second factor; `admins` are owner and admins."""
ELSEWHERE = (
    ApiKeyStore, InvitationStore, MembershipStore, OAuthClient, OAuthGrant, OAuthSpentToken, OidcIdentity, OidcProvider,
    OidcState, OneTimeLink, SignInOrigin,
)  # fmt: skip
"""Tables with files of their own."""


class Organisation(Base):
    """A tenant. Its row is its own scope: org_id = id, so that every tenant table may reference it."""

    __tablename__ = "orgs"
    __table_args__ = (
        CheckConstraint("org_id = id", name="own_scope"),
        CheckConstraint(f"second_factor IN {DEMANDS}", name="second_factor"),
    )

    org_id: Mapped[OrgId]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    business: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    currency: Mapped[str] = mapped_column(default="EUR")
    timezone: Mapped[str] = mapped_column(default="UTC")
    second_factor: Mapped[str] = mapped_column(default="nobody")
    session_idle_minutes: Mapped[int | None]
    session_hours: Mapped[int | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class User(Base):
    """A person, known by e-mail across organisations."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str]
    password_hash: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_verified: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


Index("uq_users_email", func.lower(User.email), unique=True)
Index("ix_users_created_at", User.created_at)


class Role(Tenant, Base):
    """A role of an organisation's own: a name for a set of permissions."""

    __tablename__ = "roles"

    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(JSONB, default=list)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


Index("uq_roles_org_name", Role.org_id, func.lower(Role.name), unique=True)


class Membership(Base):
    """A user in an organisation. Readable in the organisation's scope, and by the user it speaks of.

    `role` is a built-in one, or `custom` with `role_id`. A deactivated member keeps their place and cannot enter. A
    `limited` one sees and changes only what belongs to their stores.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        reference("role_id", "roles"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("(role = 'custom') = (role_id IS NOT NULL)", name="custom"),
        CheckConstraint("role <> 'owner' OR NOT limited", name="owner_sees_all"),
        Index("ix_memberships_user_id", "user_id"),
        Index("ix_memberships_role_id", "org_id", "role_id"),
    )

    org_id: Mapped[OrgId]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str]
    created_at: Mapped[Created]
    role_id: Mapped[UUID | None]
    deactivated_at: Mapped[datetime | None]
    limited: Mapped[bool] = mapped_column(default=False)


class Invitation(Tenant, Base):
    """Somebody asked to join; open until accepted, revoked or expired. The link's secret is kept as a hash."""

    __tablename__ = "invitations"
    __table_args__ = (
        reference("role_id", "roles"),
        CheckConstraint(f"role IN {ROLES} AND role <> 'owner'", name="role"),
        CheckConstraint("(role = 'custom') = (role_id IS NOT NULL)", name="custom"),
        Index("ix_invitations_role_id", "org_id", "role_id"),
    )

    email: Mapped[str]
    role: Mapped[str]
    role_id: Mapped[UUID | None]
    token_hash: Mapped[str]
    invited_by: Mapped[str]
    created_at: Mapped[Created]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    limited: Mapped[bool] = mapped_column(default=False)


Index(
    "uq_invitations_open",
    Invitation.org_id,
    func.lower(Invitation.email),
    unique=True,
    postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
)


class ApiKey(Tenant, Base):
    """A program's key to an organisation: shown once, kept as a hash. `prefix` is what people recognise it by."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("uq_api_keys_key_hash", "key_hash", unique=True),)

    name: Mapped[str]
    prefix: Mapped[str]
    key_hash: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(JSONB, default=list)
    created_by: Mapped[str]
    created_at: Mapped[Created]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    countries: Mapped[list[str]] = mapped_column(JSONB, default=list)
    revoked_at: Mapped[datetime | None]
    limited: Mapped[bool] = mapped_column(default=False)


class SecondFactor(Base):
    """A user's authenticator app: its secret as an envelope of the vault, counted once `confirmed_at` is set.

    `last_step` is the time step of the last code taken, so that no code is taken twice.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[Created]


class RecoveryCode(Base):
    """A way in without the authenticator app, good once, kept as a hash."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class Session(Base):
    """A sign-in: one family of refresh tokens. Ended once `ended_at` is set, whatever tokens are still around.

    `current_hash` is the only refresh token that is good now; the one before it, used again, ends the family. `strong`
    once two factors, or a passkey, stand behind it; `proved_at` is when its person last proved who they are. One that is
    not `remembered` ends with the browser, and after less idleness.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_user_id", "user_id"),
        Index("uq_sessions_current_hash", "current_hash", unique=True),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    org_id: Mapped[UUID]
    current_hash: Mapped[str]
    user_agent: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    is_new: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Created]
    used_at: Mapped[Created]
    expires_at: Mapped[datetime]
    remembered: Mapped[bool] = mapped_column(default=True)
    strong: Mapped[bool] = mapped_column(default=False)
    proved_at: Mapped[Created]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


class UsedRefreshToken(Base):
    """Refresh tokens that were rotated away, to recognise their reuse."""

    __tablename__ = "used_refresh_tokens"
    __table_args__ = (Index("ix_used_refresh_tokens_session_id", "session_id"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    used_at: Mapped[Created]


class Passkey(Base):
    """A key that lives in a user's device and signs them in. `credential_id` is base64url, as browsers write it."""

    __tablename__ = "passkeys"
    __table_args__ = (
        Index("uq_passkeys_credential_id", "credential_id", unique=True),
        Index("ix_passkeys_user_id", "user_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    credential_id: Mapped[str]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    created_at: Mapped[Created]
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """Random bytes that a device is to sign, once. `user_id` when it is for a new passkey of that user."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (
        Index("ix_passkey_challenges_user_id", "user_id"),
        Index("ix_passkey_challenges_expires_at", "expires_at"),
    )

    id: Mapped[Id]
    challenge: Mapped[bytes]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class SigningKey(Base):
    """A pair of keys for access tokens; `private_key` is an envelope of the vault, `public_key` a JWK.

    One signs: that without `verifies_until`. The others verify until then.
    """

    __tablename__ = "signing_keys"
    __table_args__ = (
        CheckConstraint("algorithm IN ('ES256')", name="algorithm"),
        Index("uq_signing_keys_active", "algorithm", unique=True, postgresql_where=text("verifies_until IS NULL")),
    )

    kid: Mapped[str] = mapped_column(primary_key=True)
    algorithm: Mapped[str]
    public_key: Mapped[dict[str, Any]] = mapped_column(JSONB)
    private_key: Mapped[str]
    created_at: Mapped[Created]
    verifies_until: Mapped[datetime | None]
