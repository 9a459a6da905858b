"""Settings that change while KSAP runs: kept in PostgreSQL, held by every process, renewed in all of them at once.

Of the installation: some fields of `Settings`; the environment goes before the database, the database before the default.
Of an organisation: the fields of `OrganisationSettings`. A field is the whole definition: type, default, bounds, help, and a
`SecretStr` is sealed by the vault. Reading costs nothing: `process().settings` and `of_organisation` answer from memory.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import structlog
from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, validate_email
from pydantic.fields import FieldInfo
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import live, tasks
from app.kernel.away import server_away
from app.kernel.db import Base, OrgId, Updated, database, unit_of_work
from app.kernel.errors import Invalid, NotFound
from app.kernel.settings import Settings
from app.kernel.vault import Vault, VaultError, mask
from app.kernel.wake import Sleeper

CHANNEL = "settings"
LOOK_EVERY = 10.0  # seconds, for a process that did not hear of a change
MOST_HELD = 5_000  # organisations whose settings a process holds
LIVE = (
    "sign_up", "smtp_url", "mail_from", "rate_sign_in", "rate_read", "rate_write", "rate_export", "refresh_token_days",
    "session_idle_minutes", "session_days", "proof_minutes", "poll_seconds", "health_seconds",
)  # fmt: skip
"""Those of the installation that may change live. The others are needed to start, or are read once."""
log = structlog.get_logger(__name__)


class InstallationSetting(Base):
    """A setting of the whole installation that somebody changed. A secret is an envelope in `sealed`."""

    __tablename__ = "installation_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB, nullable=True)
    sealed: Mapped[str] = mapped_column(default="")
    updated_by: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[Updated]


class OrganisationSetting(Base):
    """A setting of one organisation that somebody changed."""

    __tablename__ = "organisation_settings"

    org_id: Mapped[OrgId]
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    updated_by: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[Updated]


class OrganisationSettings(BaseModel):
    """What an organisation decides for itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    credential_days: int = Field(
        default=180, ge=0, le=3650, title="Replace credentials after",
        description="Days after which a credential of an integration is due to be replaced; 0: never.",
    )  # fmt: skip
    credential_notice_days: int = Field(
        default=14, ge=0, le=365, title="Notice before that",
        description="So many days earlier the integration is marked, so that nobody is surprised.",
    )  # fmt: skip
    mail_reply_to: str = Field(
        default="", max_length=254, title="Reply address of mails",
        description="Where answers to the mails of this organisation go; empty: to the sender of the installation.",
    )  # fmt: skip

    @field_validator("mail_reply_to")
    @classmethod
    def _address(cls, value: str) -> str:
        return validate_email(value.strip())[1] if value.strip() else ""


# ── what there is ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A setting, described for people and forms. `kind`: text | number | switch | choice | secret."""

    name: str
    kind: str
    title: str
    help: str
    default: Any
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()


def installation_settings() -> dict[str, Definition]:
    return {name: _definition(name, Settings.model_fields[name]) for name in LIVE}


def organisation_settings() -> dict[str, Definition]:
    return {name: _definition(name, field) for name, field in OrganisationSettings.model_fields.items()}


def _definition(name: str, field: FieldInfo) -> Definition:
    types = get_args(field.annotation) if get_origin(field.annotation) is not Literal else (field.annotation,)
    of = next((t for t in types if t is not type(None)), field.annotation)
    kinds: dict[Any, str] = {int: "number", bool: "switch", SecretStr: "secret"}
    choices = get_args(of) if get_origin(of) is Literal else ()
    return Definition(
        name=name,
        kind="choice" if choices else kinds.get(of, "text"),
        title=field.title or name.replace("_", " ").capitalize(),
        help=field.description or "",
        default=field.default,
        least=next((int(str(m.ge)) for m in field.metadata if isinstance(m, Ge)), None),
        most=next((int(str(m.le)) for m in field.metadata if isinstance(m, Le)), None),
        choices=choices,
    )


def check_installation(name: str, value: Any, base: Settings) -> Any:
    """The value as it would be in force beside those of `base`. Raises NotFound or Invalid."""
    if name not in LIVE:
        raise NotFound("setting that can be changed here", name)
    others = {field: getattr(base, field) for field in Settings.model_fields}
    try:
        return getattr(Settings.model_validate({**others, name: value}), name)
    except ValidationError as error:
        raise _invalid(name, error) from None


def check_organisation(changes: Mapping[str, Any]) -> OrganisationSettings:
    """All of them with these changes. Raises Invalid."""
    try:
        return OrganisationSettings.model_validate(dict(changes))
    except ValidationError as error:
        raise _invalid(str(error.errors()[0]["loc"][0]), error) from None


def _invalid(name: str, error: ValidationError) -> Invalid:
    said = error.errors(include_url=False, include_input=False)[0]["msg"].removeprefix("Value error, ")
    return Invalid(f"{name}: {said}.", field=name)


def shown(value: Any) -> Any:
    """What people may see of it."""
    return mask(value.get_secret_value()) if isinstance(value, SecretStr) else value


def setting_context(name: str) -> str:
    """The vault context of a secret setting of the installation."""
    return f"setting {name}"


# ── what is in force ────────────────────────────────────────────────────────────────────────────────────


_held: OrderedDict[UUID, OrganisationSettings] = OrderedDict()
_generation = 0


async def of_organisation(org_id: UUID) -> OrganisationSettings:
    """Its settings, from memory where they were asked for before."""
    known = _held.get(org_id)
    if known is not None:
        _held.move_to_end(org_id)
        return known
    begun = _generation
    async with database().read(org_id) as connection:
        rows = await connection.fetch("SELECT name, value FROM organisation_settings")
    found = _tolerant({row["name"]: row["value"] for row in rows})
    if begun == _generation:  # else somebody changed one while we read
        _held[org_id] = found
        while len(_held) > MOST_HELD:
            _held.popitem(last=False)
    return found


def _tolerant(values: Mapping[str, Any]) -> OrganisationSettings:
    """A value that this version does not understand counts as its default."""
    good: dict[str, Any] = {}
    for name, value in values.items():
        try:
            OrganisationSettings.model_validate({name: value})
        except ValidationError:
            log.error("settings.not_understood", setting=name)
        else:
            good[name] = value
    return OrganisationSettings.model_validate(good)


def forget_organisations() -> None:
    """Ask the database anew."""
    global _generation
    _generation += 1
    _held.clear()


async def tell_everybody() -> None:
    """Every process looks at once. The teller's own looks at once, too, and need not wait for its echo."""
    forget_organisations()
    await live.wake(CHANNEL)


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a setting of the installation, and when."""

    by: str
    at: datetime


class Follower:
    """Keeps one process's settings as the database has them. `pinned` are those that its environment sets."""

    def __init__(self, vault: Vault, boot: Settings) -> None:
        self._vault = vault
        self.pinned = frozenset(name for name in LIVE if name in boot.model_fields_set)
        self.changes: dict[str, Change] = {}
        self._applied: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises what a database that is away raises."""
        await self.look()
        self._task = asyncio.create_task(self._follow(), name="settings")

    async def stop(self) -> None:
        await tasks.end(self._task)

    async def look(self) -> None:
        """Bring what this process goes by to what the database says."""
        from app.kernel import process

        async with unit_of_work(None) as uow:
            rows = (await uow.scalars(select(InstallationSetting))).all()
        self.changes = {row.name: Change(row.updated_by, row.updated_at) for row in rows}
        wanted = {row.name: value for row in rows if (value := self._value(row)) is not None}
        if wanted == self._applied:
            return
        back = {name: Settings.model_fields[name].default for name in self._applied if name not in wanted}
        self._applied = wanted
        process.adopt({**back, **wanted})
        log.info("settings.changed", settings=sorted({*back, *wanted}))

    def _value(self, row: InstallationSetting) -> Any:
        """None for what does not count: the environment sets it, or this version does not understand it."""
        from app.kernel.process import process

        if row.name not in LIVE or row.name in self.pinned:
            return None
        try:
            given = self._vault.open(row.sealed, setting_context(row.name)).decode() if row.sealed else row.value
            return check_installation(row.name, given, process().settings)
        except (VaultError, Invalid) as error:
            log.error("settings.not_understood", setting=row.name, error=type(error).__name__)
            return None

    async def _follow(self) -> None:
        async with Sleeper(CHANNEL, LOOK_EVERY) as sleeper:
            while True:
                await sleeper.sleep()
                forget_organisations()
                try:
                    await self.look()
                except Exception as error:  # what is in force stays so; the next look may succeed
                    log.error("settings.not_read", exc_info=None if server_away(error) else error)


async def rewrap(vault: Vault) -> int:
    """Put every secret setting under the active master key; returns how many were not. What no key opens is left."""
    done = 0
    async with unit_of_work(None) as uow:
        secret = select(InstallationSetting).where(InstallationSetting.sealed != "").with_for_update()
        for row in (await uow.scalars(secret)).all():
            try:
                fresh = vault.rewrap(row.sealed, setting_context(row.name))
            except VaultError as error:
                log.error("settings.secret_unreadable", setting=row.name, error=str(error))
                continue
            done += fresh != row.sealed
            row.sealed = fresh
    return done
