"""A running installation (`ksap up`: API and worker of their own) follows what the command line changes beside it."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from app.demo import until
from app.runtime.loopback import free_port
from tests.e2e.test_killed import OWNER, Up
from tests.mail.test_mail import PlayedServer

FIRST = "k1:" + base64.b64encode(b"1" * 32).decode()
SECOND = "k2:" + base64.b64encode(b"2" * 32).decode()
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "administration.md"
FOUNDING = {**OWNER, "organisation": "My shops"}


async def ksap(environment: Mapping[str, str], *words: str, typed: str = "", status: int = 0) -> str:
    """A command beside the running installation; what it said to people and to programs."""
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", *words, env=environment, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await command.communicate(typed.encode())
    assert command.returncode == status, said.decode()
    return said.decode()


async def as_the_guide_says(environment: Mapping[str, str], where: Path) -> None:
    """Every line of its examples, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.S)
    lines = [line.partition("#")[0].split() for block in blocks for line in block.splitlines()]
    assert len(lines) >= 6
    for tool, *words in lines:
        assert tool == "ksap"
        await ksap(environment, *(str(where / word) if word.endswith(".ksapbackup") else word for word in words))


async def stop(up: Up) -> None:
    up.process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(up.process.wait(), 60)


async def test_changes_are_in_force_without_restart_and_keys_rotate_under_load(tmp_path: Path) -> None:
    keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")}
    environment = {**keep, "KSAP_HOME": str(tmp_path / "home"), "KSAP_MASTER_KEYS": FIRST}
    mails = PlayedServer()
    listening = await asyncio.start_server(mails.serve, "127.0.0.1", 0)
    address = f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    up = Up(tmp_path / "home", free_port())
    async with listening:
        async with await up.start(KSAP_MASTER_KEYS=FIRST) as api:
            assert (await api.post("/auth/register", json=FOUNDING)).status_code == 201
            await as_the_guide_says({**environment, "KSAP_BACKUP_PASSPHRASE": "nine green bottles on a wall"}, tmp_path)
            await ksap(environment, "settings", "set", "smtp_url", typed=f"{address}\n")
            listed = await ksap(environment, "settings", "list")
            assert address not in listed and "database" in listed
            await _mailed(api, mails, "second@example.com")  # the API writes it to be sent, the worker sends it
            await ksap(environment, "settings", "set", "sign_up", "closed")
            assert (await api.post("/auth/register", json=_person("third@example.com"))).status_code == 403
            assert "poll_seconds" in await ksap(environment, "settings", "set", "poll_seconds", "1", status=1)
            await ksap(environment, "settings", "unset", "sign_up")
        await stop(up)
        both = {**environment, "KSAP_MASTER_KEYS": f"{SECOND},{FIRST}"}
        async with await up.start(KSAP_MASTER_KEYS=both["KSAP_MASTER_KEYS"]) as api:
            said = await ksap(both, "rewrap")
            saved = tmp_path / "second.ksapbackup"
            sealing = {**both, "KSAP_BACKUP_PASSPHRASE": "nine green bottles on a wall"}
            which = await ksap(sealing, "settings", "backup", "--to", str(saved), status=1)
            own = ("--organisation", re.findall(r"^  ([0-9a-f-]{36})$", which, re.M)[-1])
            await ksap(sealing, "settings", "backup", "--to", str(saved), *own)
            assert "another name" in await ksap(sealing, "settings", "backup", "--to", str(saved), *own, status=1)
            assert saved.stat().st_mode & 0o077 == 0 and b"Another" not in saved.read_bytes()
            looked = await ksap(sealing, "settings", "restore", str(saved), "--dry-run", *own)
            assert "same" in looked and "created" not in looked and "Nothing was changed" in looked
            wrong = {**sealing, "KSAP_BACKUP_PASSPHRASE": "ten green bottles on a wall"}
            assert "passphrase" in await ksap(wrong, "settings", "restore", str(saved), *own, status=1)
            assert "Under key k2" in said and "1 settings" in said and "1 signing_keys" in said
            assert "0 settings" in await ksap(both, "rewrap")
            await _mailed(api, mails, "fourth@example.com")  # both still open what they need
        await stop(up)


def _person(email: str) -> dict[str, str]:
    return {**FOUNDING, "email": email, "organisation": "Another"}


async def _mailed(api: httpx.AsyncClient, mails: PlayedServer, email: str) -> None:
    assert (await api.post("/auth/register", json=_person(email))).status_code == 201

    async def arrived() -> bool:
        return any(to == email for to, _ in mails.taken)

    await until(f"the mail to {email}", arrived, seconds=30)
