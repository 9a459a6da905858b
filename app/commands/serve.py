"""Start KSAP and its parts."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.commands.base import run, say, settings

commands = typer.Typer()


@commands.command()
def up() -> None:
    """Start KSAP: databases, API and worker. The first person to open it registers."""
    from app.launch import running

    config = settings()

    async def work() -> int:
        async with running(config, say) as ksap:
            say(f"KSAP is up at {config.public_url} (API explorer: {config.public_url}/api/docs). Ctrl-C stops it.")
            await ksap.supervisor.wait()
        return 0

    run(work())


@commands.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Run the main job headless, check it at the vendors, and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON row per step.")] = False,
) -> None:
    """Start KSAP with the sandbox vendors, four connected shops and 90 days of orders."""
    from app.demo import run_demo

    run(run_demo(settings(), once=once, as_json=as_json, say=say))


@commands.command()
def worker() -> None:
    """Run a worker (needs DATABASE_URL, REDIS_URL and KSAP_MASTER_KEYS; `ksap up` runs one of its own)."""
    from app.worker import main as work

    work()


@commands.command()
def api() -> None:
    """Run the API alone (needs DATABASE_URL, REDIS_URL and KSAP_MASTER_KEYS; `ksap up` runs one of its own)."""
    from app.main import main as serve

    serve()


@commands.command()
def migrate(
    to: Annotated[str, typer.Argument(help="A revision; `head` is the newest.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go back to the revision instead.")] = False,
) -> None:
    """Bring the database to the newest schema (the embedded one, or that of DATABASE_URL)."""
    from app import migrate as migrations
    from app.kernel.settings import parse_keys
    from app.launch import home_keys
    from app.runtime import Home, embedded

    config = settings()

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

    run(work())


@commands.command()
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
