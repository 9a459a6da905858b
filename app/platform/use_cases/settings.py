"""Look at settings and change them. Every process goes by the new value at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.kernel import audit, clock, live_settings
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.errors import NotFound
from app.kernel.live_settings import (
    LIVE,
    Definition,
    InstallationSetting,
    OrganisationSetting,
    check_installation,
    check_organisation,
    installation_settings,
    organisation_settings,
    setting_context,
    shown,
)
from app.kernel.process import process
from app.platform.contracts import SetByEnvironment, SettingView

# ── of an organisation ──────────────────────────────────────────────────────────────────────────────────


async def list_settings(uow: UnitOfWork) -> list[SettingView]:
    """All of the organisation in scope, with what is in force."""
    rows = {row.name: row for row in (await uow.scalars(select(OrganisationSetting))).all()}
    return [_of_organisation(definition, rows.get(name)) for name, definition in organisation_settings().items()]


async def change_settings(uow: UnitOfWork, changes: Mapping[str, Any]) -> list[SettingView]:
    """None brings a default back. Before and after go to the audit trail. Raises NotFound or Invalid; nothing is changed
    then."""
    rows = {row.name: row for row in (await uow.scalars(select(OrganisationSetting).with_for_update())).all()}
    definitions = organisation_settings()
    for name in changes:
        if name not in definitions:
            raise NotFound("setting", name)
    checked = check_organisation({name: value for name, value in changes.items() if value is not None})
    wanted = {name: None if value is None else getattr(checked, name) for name, value in changes.items()}
    before = {name: rows[name].value if name in rows else definitions[name].default for name in wanted}
    after = {name: definitions[name].default if value is None else value for name, value in wanted.items()}
    for name, value in wanted.items():
        if value is None:
            await uow.execute(delete(OrganisationSetting).where(OrganisationSetting.name == name))
        else:
            await uow.execute(_put(uow, name, value))
    changed = [name for name in wanted if before[name] != after[name]]
    if changed:
        audit.record(
            uow, "settings.changed", kind="settings", id_=uow.org_id,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
    uow.after_commit("settings", live_settings.tell_everybody)
    await uow.flush()
    uow.session.expire_all()
    return await list_settings(uow)


def _put(uow: UnitOfWork, name: str, value: Any) -> Any:
    given = {"value": value, "updated_by": uow.actor.label or uow.actor.kind, "updated_at": clock.now()}
    put = insert(OrganisationSetting).values(org_id=uow.org_id, name=name, **given)
    return put.on_conflict_do_update(index_elements=["org_id", "name"], set_=given)


def _of_organisation(definition: Definition, row: OrganisationSetting | None) -> SettingView:
    if row is None:
        return SettingView(definition=definition, value=definition.default, source="default")
    return SettingView(
        definition=definition, value=row.value, source="database", changed_by=row.updated_by, changed_at=row.updated_at
    )


# ── of the installation ─────────────────────────────────────────────────────────────────────────────────


def list_installation() -> list[SettingView]:
    """All that may change live, with what is in force in this process. Secrets are masked."""
    return [_of_installation(definition) for definition in installation_settings().values()]


def _of_installation(definition: Definition) -> SettingView:
    here = process()
    name = definition.name
    change = here.follower.changes.get(name)
    pinned = name in here.follower.pinned
    stored = change is not None and not pinned
    return SettingView(
        definition=definition,
        value=shown(getattr(here.settings, name)),
        source="environment" if pinned else "database" if stored else "default",
        changed_by=change.by if change and stored else "",
        changed_at=change.at if change and stored else None,
    )


async def set_installation(name: str, value: Any, *, by: str) -> SettingView:
    """In force in every process at once. It is on record in every organisation. Raises NotFound, Invalid, SetByEnvironment."""
    here = process()
    checked = check_installation(name, value, here.settings)
    _require_free(name)
    secret = checked.get_secret_value() if isinstance(checked, SecretStr) else None
    sealed = here.vault.seal(secret.encode(), setting_context(name)) if secret is not None else ""
    given = {"value": None if sealed else checked, "sealed": sealed, "updated_by": by, "updated_at": clock.now()}
    async with unit_of_work(None) as uow:
        before = getattr(here.settings, name)
        put = insert(InstallationSetting).values(name=name, **given)
        await uow.execute(put.on_conflict_do_update(index_elements=["name"], set_=given))
        await _tell(uow, name, before, checked, by)
    await here.follower.look()
    return _of_installation(installation_settings()[name])


async def unset_installation(name: str, *, by: str) -> SettingView:
    """The default is in force again. Raises NotFound, SetByEnvironment."""
    here = process()
    if name not in LIVE:
        check_installation(name, None, here.settings)
    _require_free(name)
    async with unit_of_work(None) as uow:
        before = getattr(here.settings, name)
        gone = delete(InstallationSetting).where(InstallationSetting.name == name).returning(InstallationSetting.name)
        if (await uow.scalars(gone)).all():
            await _tell(uow, name, before, installation_settings()[name].default, by)
    await here.follower.look()
    return _of_installation(installation_settings()[name])


def _require_free(name: str) -> None:
    if name in process().follower.pinned:
        variable = f"KSAP_{name.upper()}"
        raise SetByEnvironment(
            f"{variable} is set in the environment, which goes before the database. Change it there, or unset it and start "
            "KSAP again.",
            details={"setting": name, "variable": variable},
        )  # fmt: skip


async def _tell(uow: UnitOfWork, name: str, before: Any, after: Any, by: str) -> None:
    uow.after_commit("settings", live_settings.tell_everybody)
    await audit.record_everywhere(
        uow, "installation.setting_changed", kind="setting", id_=name, by=by, before={name: shown(before)},
        after={name: shown(after)},
    )  # fmt: skip
