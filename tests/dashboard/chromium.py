"""Finds the system's Chromium, or installs Debian's where that is possible."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_UPDATE_SECONDS, _INSTALL_SECONDS = 90, 300


class Missing(Exception):
    """What a browser run needs and this machine does not have; the message says what to do."""


def chromium() -> str:
    """The path of a Chromium: KSAP_CHROMIUM, else one of NAMES, else Debian's, installed now by root. Raises Missing."""
    if chosen := os.environ.get("KSAP_CHROMIUM"):
        if not (found := shutil.which(chosen)):
            raise Missing(f"KSAP_CHROMIUM names {chosen}, which is no program")
        return found
    if found := _present():
        return found
    if refusal := _no_installing():
        raise Missing(f"no Chromium: {refusal}. Install it, or name it in KSAP_CHROMIUM")
    # test processes run side by side; one of them installs
    with (Path(tempfile.gettempdir()) / "ksap-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _present() or _install()


def _present() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _no_installing() -> str:
    """Why Debian's package cannot be installed here; empty when it can."""
    release = Path("/etc/os-release")
    if not release.exists() or "ID=debian" not in release.read_text().splitlines():
        return f"none of {', '.join(NAMES)} is on the PATH, and this is no Debian to install it on"
    if os.geteuid() != 0:
        return f"none of {', '.join(NAMES)} is on the PATH, and only root may install it"
    return "" if shutil.which("apt-get") else "apt-get is missing"


def _install() -> str:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments, seconds in (
        (["update", "-qq"], _UPDATE_SECONDS),
        (["install", "-y", "-qq", "--no-install-recommends", "chromium"], _INSTALL_SECONDS),
    ):
        try:
            done = subprocess.run(
                ["apt-get", *arguments], env=environment, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise Missing(f"no Chromium: apt-get {arguments[0]} did not end within {seconds} s") from None
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise Missing(f"no Chromium: apt-get {arguments[0]} failed: {last}")
    if not (found := _present()):
        raise Missing("no Chromium: Debian's package was installed and brought none")
    return found


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A headless Chromium. Raises Missing."""
    program = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
