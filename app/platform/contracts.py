"""What of platform may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.errors import Conflict, Invalid
from app.kernel.live_settings import Definition


class SetByEnvironment(Conflict):
    """The environment sets it, and goes before the database: change it there."""

    code = "SET_BY_ENVIRONMENT"


class BackupUnreadable(Invalid):
    """The file is no backup, is damaged, is of a newer version, or the passphrase is another one. Nothing was changed."""

    code = "BACKUP_UNREADABLE"


class FernetUnreadable(Invalid):
    """The keys do not open what another system sealed, or the file is not of the known form. Nothing was taken over."""

    code = "FERNET_UNREADABLE"


class WeakPassphrase(Invalid):
    """A passphrase that could be guessed protects nothing."""

    code = "WEAK_PASSPHRASE"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingView:
    """A setting with what is in force. `source`: environment | database | default. Secrets are masked."""

    definition: Definition
    value: Any
    source: str
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """One credential that the organisation holds, or that the installation holds for everybody.

    `kind`: store | carrier | mail | identity. `due`: fine | soon | due | never; `due_at` is None where nobody set a term.
    """

    id: str
    kind: str
    vendor: str
    title: str
    scope: str
    state: str
    state_reason: str = ""
    masks: Mapping[str, str] = field(default_factory=dict)
    age_days: int | None = None
    replaced_at: datetime | None = None
    due: str = "never"
    due_at: datetime | None = None
    expires_at: datetime | None = None
    tested_at: datetime | None = None
    test_ok: bool | None = None
    used_at: datetime | None = None
    connection_id: UUID | None = None
    store_id: UUID | None = None
    environment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """One connection of another system: ours from now on, or the reason why not."""

    what: str
    connection_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """What a restore did, or would do: `changes` by part, `absent` are parts of the file that this version has not."""

    dry_run: bool
    made_at: datetime
    organisation: str
    changes: tuple[Any, ...]
    absent: tuple[str, ...]
