"""`ksap …`: the command line."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import SecretStr

from app.kernel.settings import Settings, SettingsError, load
from app.runtime import RuntimeFault

app = typer.Typer(
    name="ksap",
    no_args_is_help=True,
    add_completion=False,
    help="Run many online stores from one place.",
    pretty_exceptions_enable=False,
)


def say(text: str) -> None:
    typer.echo(text, err=True)


def _settings() -> Settings:
    return load()


def _run(work: Coroutine[Any, Any, int | None]) -> None:
    raise typer.Exit(asyncio.run(work) or 0)


@app.command()
def up() -> None:
    """Start KSAP: databases, API and worker. The first person to open it registers."""
    from app.launch import running

    config = _settings()

    async def work() -> int:
        async with running(config, say) as ksap:
            say(f"KSAP is up at {config.public_url} (API explorer: {config.public_url}/api/docs). Ctrl-C stops it.")
            await ksap.supervisor.wait()
        return 0

    _run(work())


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Run the main job headless, check it at the vendors, and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON row per step.")] = False,
) -> None:
    """Start KSAP with the sandbox vendors, four connected shops and 90 days of orders."""
    from app.demo import run_demo

    _run(run_demo(_settings(), once=once, as_json=as_json, say=say))


@app.command()
def worker() -> None:
    """Run a worker (needs DATABASE_URL, REDIS_URL and KSAP_MASTER_KEYS; `ksap up` runs one of its own)."""
    from app.worker import main as work

    work()


@app.command()
def api() -> None:
    """Run the API alone (needs DATABASE_URL, REDIS_URL and KSAP_MASTER_KEYS; `ksap up` runs one of its own)."""
    import uvicorn

    config = _settings()
    uvicorn.run(
        "app.main:create_app", factory=True, host=config.host, port=config.port, access_log=False, log_level="warning",
        server_header=False, timeout_graceful_shutdown=8,
    )  # fmt: skip


@app.command()
def migrate(
    to: Annotated[str, typer.Argument(help="A revision; `head` is the newest.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go back to the revision instead.")] = False,
) -> None:
    """Bring the database to the newest schema (the embedded one, or that of DATABASE_URL)."""
    from app import migrate as migrations
    from app.kernel.settings import parse_keys
    from app.launch import home_keys
    from app.runtime import Home, embedded

    config = _settings()

    async def work() -> int:
        home = Home(config.home)
        url = config.database_url.get_secret_value() if config.database_url else None
        redis = config.redis_url.get_secret_value() if config.redis_url else None
        async with embedded(home, database_url=url, redis_url=redis) as servers:
            if down:
                migrations.downgrade(servers.owner_url, to)
            else:
                key = list(parse_keys(home_keys(home, config)).values())[-1]
                migrations.upgrade(servers.owner_url, key, to)
        say("The database is where you wanted it.")
        return 0

    _run(work())


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8899,
    state: Annotated[Path | None, typer.Option(help="Snapshot file to keep the state in.")] = None,
    load_file: Annotated[Path | None, typer.Option("--load", help="Play this shop (JSON) as well.")] = None,
) -> None:
    """Play the vendors locally: Shopify, WooCommerce and UPS over real HTTP."""
    argv = [sys.executable, "-m", "app.sandbox", "--port", str(port)]
    argv += ["--state", str(state)] if state else []
    argv += ["--load", str(load_file)] if load_file else []
    os.execv(sys.executable, argv)  # noqa: S606 - our own interpreter, our own module


@app.command()
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


analytics = typer.Typer(name="analytics", no_args_is_help=True, help="Sales figures.")
app.add_typer(analytics)


@analytics.command("rebuild")
def analytics_rebuild(
    organisation: Annotated[UUID | None, typer.Option(help="Only this organisation; else all of them.")] = None,
) -> None:
    """Recompute all sales figures from the order book (the embedded database, or that of DATABASE_URL)."""
    from contextlib import AsyncExitStack

    from app import house
    from app.kernel.process import open_process
    from app.launch import servers_up

    config = _settings()

    async def work() -> int:
        async with AsyncExitStack() as stack:
            ready = config
            if not (config.database_url and config.redis_url and config.master_keys):
                ready = load((await stack.enter_async_context(servers_up(config, say)))[1])
            house.modules()
            await stack.enter_async_context(open_process(ready, "ksap-rebuild"))
            from app.analytics import api as figures

            done = await figures.rebuild(organisation)
        say(f"Recomputed {done.days} days of {done.organisations} organisations: {done.rows} rows of figures.")
        if done.failed:
            say(f"{done.failed} organisations could not be recomputed; the log above names each with the reason.")
        return int(bool(done.failed))

    _run(work())


@app.command("data-map")
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


audit_log = typer.Typer(name="audit", no_args_is_help=True, help="The audit log.")
app.add_typer(audit_log, name="audit")


@audit_log.callback()
def _audit_log() -> None:
    """The audit log."""


@audit_log.command("verify")
def audit_verify(
    organisation: Annotated[UUID | None, typer.Option(help="Only this organisation; else all of them.")] = None,
) -> None:
    """Walk every organisation's chain of hashes; name the entries that were changed, removed or put elsewhere. Exit code 1
    when there are any. KSAP may run meanwhile, on servers of its own."""
    from contextlib import AsyncExitStack

    from app import house
    from app.kernel.process import open_process
    from app.launch import servers_up

    config = _settings()

    async def work() -> int:
        async with AsyncExitStack() as stack:
            ready = config
            if not (config.database_url and config.redis_url and config.master_keys):
                ready = load((await stack.enter_async_context(servers_up(config, say)))[1])
            house.modules()
            await stack.enter_async_context(open_process(ready, "ksap-audit"))
            from app.audit import api as audits

            verdicts = await audits.verify_all(organisation)
        for verdict in verdicts:
            typer.echo(
                f"{verdict.org_id}  {verdict.entries} entries  {'in order' if verdict.ok else 'NOT IN ORDER'}  {verdict.head}"
            )
            for fault in verdict.faults:
                typer.echo(f"  {fault.kind}: {fault.message}")
        return int(not all(verdict.ok for verdict in verdicts))

    _run(work())


@app.command("new-key")
def new_key() -> None:
    """Make a master key for KSAP_MASTER_KEYS. To rotate: put it first, keep the old one, run `ksap rewrap`."""
    typer.echo(f"k{os.urandom(3).hex()}:{base64.b64encode(os.urandom(32)).decode()}")


@app.command()
def rewrap() -> None:
    """Put every stored secret under the first of KSAP_MASTER_KEYS; KSAP may run meanwhile. Then drop the old key.

    Needs KSAP_MASTER_KEYS, and DATABASE_URL and REDIS_URL unless the embedded servers are free to be started.
    """
    from app import house
    from app.kernel.process import open_process
    from app.runtime import Home, embedded

    config = _settings()

    async def work() -> int:
        house.modules()
        from app.accounts import api as accounts
        from app.stores import api as stores

        url = config.database_url.get_secret_value() if config.database_url else None
        redis = config.redis_url.get_secret_value() if config.redis_url else None
        async with embedded(Home(config.home), database_url=url, redis_url=redis) as servers:
            urls = {"database_url": SecretStr(servers.owner_url), "redis_url": SecretStr(servers.redis_url)}
            async with open_process(config.model_copy(update=urls), "ksap-rewrap") as process:
                counts = {
                    **await stores.rewrap_secrets(),
                    "second_factors": await accounts.rewrap_factors(),
                    "signing_keys": await accounts.rewrap_signing_keys(),
                    "oidc_providers": await accounts.rewrap_providers(),
                }
                say(f"Under key {process.vault.active}: " + ", ".join(f"{n} {t}" for t, n in counts.items()) + " rewrapped.")
        return 0

    _run(work())


@app.command("rotate-signing-key")
def rotate_signing_key(
    revoke: Annotated[bool, typer.Option("--revoke", help="Refuse what the keys before have signed, from now on.")] = False,
) -> None:
    """Sign access tokens with a new key; KSAP may run meanwhile, on servers of its own. It happens by itself every three
    months. Use --revoke after a leak: everybody's access token is refused within a minute and refreshed."""
    from contextlib import AsyncExitStack

    from app.kernel.process import open_process
    from app.launch import servers_up

    config = _settings()

    async def work() -> int:
        async with AsyncExitStack() as stack:
            ready = config
            if not (config.database_url and config.redis_url and config.master_keys):
                ready = load((await stack.enter_async_context(servers_up(config, say)))[1])
            await stack.enter_async_context(open_process(ready, "ksap-keys"))
            from app.accounts import api as accounts

            say(f"Access tokens are signed with key {await accounts.rotate_signing_key(revoke=revoke)} from now on.")
        return 0

    _run(work())


@app.command("oidc-provider")
def oidc_provider(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Your short name for it, like `clerk`.")],
    issuer: Annotated[str, typer.Option(help="Its address, as its tokens name it.")] = "",
    client_id: Annotated[str, typer.Option(help="What it calls KSAP.")] = "",
    name: Annotated[str, typer.Option(help="What the button says.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Nobody signs in by it any more.")] = False,
) -> None:
    """Let people sign in by an OpenID Connect provider; asks for the client secret. Register /oidc/callback there. KSAP may
    run meanwhile, on servers of its own."""
    from contextlib import AsyncExitStack

    from app.kernel.errors import DomainError
    from app.kernel.process import open_process
    from app.launch import servers_up

    config = _settings()
    secret = "" if remove else typer.prompt("Client secret", hide_input=True)

    async def work() -> int:
        async with AsyncExitStack() as stack:
            ready = config
            if not (config.database_url and config.redis_url and config.master_keys):
                ready = load((await stack.enter_async_context(servers_up(config, say)))[1])
            await stack.enter_async_context(open_process(ready, "ksap-oidc"))
            from app.accounts import api as accounts

            try:
                if remove:
                    say("It is removed." if await accounts.remove_provider(id_) else "There was none of this name.")
                    return 0
                await accounts.set_provider(id_=id_, name=name or id_, issuer=issuer, client_id=client_id, client_secret=secret)
            except DomainError as error:
                say(error.message)
                return 1
            say(f"People can link {issuer} in their profile and sign in by it.")
        return 0

    _run(work())


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Say what is configured, what is reachable, and what is pending."""
    from app.doctor import examine

    _run(examine(_settings(), as_json=as_json))


def main() -> None:
    try:
        app()
    except SettingsError as error:
        say(f"KSAP did not start, because its settings are wrong:\n{error}")
        raise SystemExit(2) from None
    except RuntimeFault as error:
        say(str(error))
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
