"""Look at KSAP: what it is configured as, what it keeps, what its interface says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from app.commands.base import installation, run, say, settings

commands = typer.Typer()
analytics = typer.Typer(name="analytics", no_args_is_help=True, help="Sales figures.")
audit_log = typer.Typer(name="audit", no_args_is_help=True, help="The audit log.")
commands.add_typer(analytics)
commands.add_typer(audit_log, name="audit")


@commands.command()
def openapi(
    to: Annotated[Path | None, typer.Option(help="Write there instead of to standard output.")] = None,
) -> None:
    """Print the OpenAPI document of the API."""
    from app.checks import openapi_document

    document = openapi_document()
    if to:
        to.write_bytes(document)
    else:
        sys.stdout.buffer.write(document)


@analytics.callback()
def _analytics() -> None:
    """Sales figures."""


@analytics.command("rebuild")
def analytics_rebuild(
    organisation: Annotated[UUID | None, typer.Option(help="Only this organisation; else all of them.")] = None,
) -> None:
    """Recompute all sales figures from the order book (the embedded database, or that of DATABASE_URL)."""

    async def work() -> int:
        async with installation("ksap-rebuild"):
            from app.analytics import api as figures

            done = await figures.rebuild(organisation)
        say(f"Recomputed {done.days} days of {done.organisations} organisations: {done.rows} rows of figures.")
        if done.failed:
            say(f"{done.failed} organisations could not be recomputed; the log above names each with the reason.")
        return int(bool(done.failed))

    run(work())


@commands.command("data-map")
def data_map(
    to: Annotated[Path, typer.Option(help="The page to write.")] = Path("docs/security/data-map.md"),
) -> None:
    """Write down what every column of every table is for; exit code 1 when one has no purpose."""
    from app import house
    from app.privacy import api as privacy

    tables = {table.name: [column.name for column in table.columns] for table in house.models().tables.values()}
    for problem in (problems := privacy.data_map_problems(tables)):
        say(problem)
    to.write_text(privacy.data_map_document(), "utf-8")
    raise typer.Exit(bool(problems))


@audit_log.callback()
def _audit_log() -> None:
    """The audit log."""


@audit_log.command("verify")
def audit_verify(
    organisation: Annotated[UUID | None, typer.Option(help="Only this organisation; else all of them.")] = None,
    noted: Annotated[
        Path | None, typer.Option(help="A copy of audit-heads.json that was kept elsewhere.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Walk every organisation's chain of hashes; name the entries that were changed, removed or put elsewhere, and chains that
    were cut or computed anew since their heads were noted (hourly in KSAP_HOME/audit-heads.json). Exit code 1 when there are
    any. KSAP may run meanwhile, on servers of its own."""

    async def work() -> int:
        async with installation("ksap-audit"):
            from app.audit import api as audits

            try:
                verdicts = await audits.verify_all(organisation, noted)
            except ValueError as error:
                say(str(error))
                return 1
        for verdict in verdicts:
            typer.echo(
                f"{verdict.org_id}  {verdict.entries} entries  {'in order' if verdict.ok else 'NOT IN ORDER'}  {verdict.head}"
            )
            for fault in verdict.faults:
                typer.echo(f"  {fault.kind}: {fault.message}")
        return int(not all(verdict.ok for verdict in verdicts))

    run(work())


@commands.command()
def doctor(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Say what is configured, what is reachable, and what is pending."""
    from app.doctor import examine

    run(examine(settings(), as_json=as_json))
