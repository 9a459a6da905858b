"""What every command shares: where it speaks, its settings, and the open resources that some need."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import typer

from app.kernel.db import Actor
from app.kernel.process import Process, open_process
from app.kernel.settings import Settings, load

ADMINISTRATOR = Actor(kind="system", label="command line")


def say(text: str) -> None:
    """To the person; what programs read goes to standard output."""
    typer.echo(text, err=True)


def settings() -> Settings:
    return load()


def run(work: Coroutine[Any, Any, int | None]) -> None:
    raise typer.Exit(asyncio.run(work) or 0)


@asynccontextmanager
async def installation(name: str) -> AsyncIterator[Process]:
    """The resources of this installation, contexts and vendors registered. KSAP may run meanwhile: its servers are used
    then, else the embedded ones are started for as long as it takes."""
    from app import house
    from app.launch import servers_at_hand

    ready = settings()
    async with AsyncExitStack() as stack:
        if not (ready.database_url and ready.redis_url and ready.master_keys):
            ready = load(await stack.enter_async_context(servers_at_hand(ready, say)))
        house.modules()
        house.discover_vendors()
        yield await stack.enter_async_context(open_process(ready, name))


async def chosen(organisation: UUID | None) -> UUID:
    """Raises typer.Exit where there is none, or several and none was named."""
    from app.kernel.audit_chain import organisations

    known = await organisations()
    if organisation is not None and organisation in known:
        return organisation
    if organisation is None and len(known) == 1:
        return known[0]
    say("Nobody has registered here yet." if not known else "Say which: --organisation, one of these:")
    for each in known:
        say(f"  {each}")
    raise typer.Exit(1)
