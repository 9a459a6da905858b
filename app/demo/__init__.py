"""`ksap demo`: the main job on real input, as a merchant would do it, checked at the vendors' side.

It speaks to KSAP by its REST API only and reads the truth from the sandbox's control API, never from our database.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import orjson

from app.demo.client import Api, Step, Untrue, until
from app.demo.main_job import EMAIL, PASSWORD, MainJob, steps
from app.kernel.settings import Settings
from app.launch import Say, running
from app.runtime import Supervisor

__all__ = ["Api", "Step", "Untrue", "run_demo", "until"]


async def run_demo(config: Settings, *, once: bool, as_json: bool, say: Say) -> int:
    """Run it; 0 when every step held. `once` works on a throw-away home with ports of its own, and stops afterwards."""
    async with AsyncExitStack() as stack:
        if once:
            home = Path(stack.enter_context(TemporaryDirectory(prefix="ksap-demo-", ignore_cleanup_errors=True)))
            api, sandbox = _free_port(), _free_port()
            config = config.model_copy(
                update={
                    "home": home, "port": api, "public_url": f"http://127.0.0.1:{api}",
                    "sandbox_url": f"http://127.0.0.1:{sandbox}",
                }
            )  # fmt: skip
        say("Starting KSAP and the sandbox vendors …")
        ksap = await stack.enter_async_context(running(config, say, sandbox=True))
        local = f"http://127.0.0.1:{config.port}"
        clients = Api(
            await stack.enter_async_context(httpx.AsyncClient(base_url=local, timeout=60)),
            await stack.enter_async_context(httpx.AsyncClient(base_url=config.sandbox_url, timeout=30)),
        )
        held = await _unless_stopped(ksap.supervisor, _work(clients, as_json=as_json))
        if once:
            return 0 if held else 1
        if held is None:
            say("Stopping …")
            return 1
        await clients.sandbox.put("/control/trickle", json={"per_minute": 0.5})
        _invite(config, say)
        await ksap.supervisor.wait()
        say("Stopping …")
    say(f"Stopped. Everything is kept in {config.home}; start again to go on.")
    return 0 if held else 1


async def _work(clients: Api, *, as_json: bool) -> bool:
    """Step by step, until one does not hold."""
    for name, work in steps(MainJob(clients)):
        if not await clients.step(name, work, lambda step: _report(step, as_json=as_json)):
            return False
    return True


async def _unless_stopped(supervisor: Supervisor, work: Coroutine[Any, Any, bool]) -> bool | None:
    """What `work` says, or None when we are asked to end before."""
    working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(supervisor.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopped.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _report(step: Step, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(orjson.dumps(asdict(step)).decode() + "\n")
    else:
        sys.stdout.write(f"{'ok  ' if step.ok else 'FAIL'} {step.step:<24} {step.ms:>7} ms  {step.detail}\n")
    sys.stdout.flush()


def _invite(config: Settings, say: Say) -> None:
    say(
        f"\nKSAP runs at  {config.public_url}  (open it in a browser; API explorer: {config.public_url}/api/docs)\n"
        f"Sign in as    {EMAIL}  with  {PASSWORD}\n"
        f"The vendors   {config.sandbox_url}  buy as a shopper, edit as a merchant, switch faults\n\n"
        "Try: buy something at the vendors' page and watch it appear on Home; ship an order with a bought label;\n"
        "change a stock figure at the vendors' page and see it under Inventory; switch on a fault there and look at\n"
        "Sync and at the Inbox. New orders trickle in by webhook. Ctrl-C stops everything."
    )
