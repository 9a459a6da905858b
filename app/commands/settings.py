"""Settings that change while KSAP runs, and their sealed backup."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.commands.base import ADMINISTRATOR, chosen, installation, run, say
from app.kernel.errors import DomainError
from app.kernel.vault import VaultError

commands = typer.Typer()
group = typer.Typer(name="settings", no_args_is_help=True, help="Settings that change while KSAP runs, and their backup.")
commands.add_typer(group)

Organisation = Annotated[UUID | None, typer.Option(help="Its id; needed where there are several.")]


@group.command("list")
def list_settings() -> None:
    """Every setting of the installation: what is in force, and whether environment, database or default says so."""

    async def work() -> int:
        from app.platform import api as platform

        for view in platform.list_installation():
            value = "unset" if view.value is None else view.value
            typer.echo(f"{view.definition.name:<22} {value!s:<34} {view.source}")
        return 0

    _at_it(work)


@group.command("set")
def set_setting(
    name: Annotated[str, typer.Argument(help="As `ksap settings list` calls it, like poll_seconds.")],
    value: Annotated[
        str, typer.Argument(help="Leave a secret out: it is asked for, and shows up in no list of processes.")
    ] = "",
) -> None:
    """Change a setting of the installation. Every process goes by it at once; none is restarted."""
    from app.kernel.live_settings import installation_settings

    known = installation_settings().get(name)
    given = value or typer.prompt(name, hide_input=bool(known and known.kind == "secret"))

    async def work() -> int:
        from app.platform import api as platform

        view = await platform.set_installation(name, given, by=ADMINISTRATOR.label)
        say(f"{name} is {view.value} from now on.")
        return 0

    _at_it(work)


@group.command("unset")
def unset_setting(name: Annotated[str, typer.Argument(help="As `ksap settings list` calls it.")]) -> None:
    """Go back to the default."""

    async def work() -> int:
        from app.platform import api as platform

        view = await platform.unset_installation(name, by=ADMINISTRATOR.label)
        say(f"{name} is {view.value} again.")
        return 0

    _at_it(work)


@group.command("backup")
def backup(
    to: Annotated[Path, typer.Option(help="The file to write. One that exists is left alone.")],
    organisation: Organisation = None,
) -> None:
    """All settings of an organisation with all credentials, sealed under a passphrase, which is asked for twice or read
    from KSAP_BACKUP_PASSPHRASE. People, sessions, passwords, API keys, products, orders and stock are not in it."""
    if to.exists():
        say(f"{to} exists. Choose another name.")
        raise typer.Exit(1)
    passphrase = _passphrase(confirm=True)

    async def work() -> int:
        from app.platform import api as platform

        file = await platform.make_backup(await chosen(organisation), ADMINISTRATOR, passphrase)
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(file)
        say(f"{to}: {len(file)} bytes, sealed. Without the passphrase nobody can open it, nor can we.")
        return 0

    _at_it(work)


@group.command("restore")
def restore(
    file: Annotated[
        Path, typer.Argument(help="What `ksap settings backup` or the dashboard made.", exists=True, dir_okay=False)
    ],
    organisation: Organisation = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Bring an organisation to what a backup says: everything or nothing. On a fresh installation, register first."""
    passphrase = _passphrase(confirm=False)

    async def work() -> int:
        from app.platform import api as platform

        org_id = await chosen(organisation)
        done = await platform.restore_backup(org_id, ADMINISTRATOR, file.read_bytes(), passphrase, dry_run=dry_run)
        for change in done.changes:
            typer.echo(f"{change.part:<11} {change.outcome:<8} {change.what}{'  (' + change.note + ')' if change.note else ''}")
        for name in done.absent:
            typer.echo(f"{name:<11} absent   This version has no such part.")
        say(f"Made {done.made_at:%Y-%m-%d %H:%M} UTC. " + ("Nothing was changed." if dry_run else "Restored."))
        return 0

    _at_it(work)


def _passphrase(*, confirm: bool) -> str:
    given = os.environ.get("KSAP_BACKUP_PASSPHRASE")
    return given or typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm)


def _at_it(work: Callable[[], Awaitable[int]]) -> None:
    """With the installation's resources; what cannot be done is said, not thrown."""

    async def open_and_work() -> int:
        try:
            async with installation("ksap-settings"):
                return await work()
        except (DomainError, VaultError) as error:
            say(getattr(error, "message", str(error)))
            return 1

    run(open_and_work())
