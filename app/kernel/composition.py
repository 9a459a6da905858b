"""What a context hands to the composition roots."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI

from app.kernel.backup import BackupPart
from app.kernel.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """`routers` are mounted by main; `parts` (dotted names of handlers and tasks) are imported by both roots, which
    registers them; `backup` are its parts of a backup of settings; `wire` may set `app.state` (the accounts context sets
    its authenticator); `start` runs in every process once its resources are open."""

    name: str
    routers: tuple[APIRouter, ...] = ()
    parts: tuple[str, ...] = ()
    backup: tuple[BackupPart, ...] = ()
    wire: Callable[[FastAPI, Settings], None] | None = None
    start: Callable[[], Awaitable[Any]] | None = None
