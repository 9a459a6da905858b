"""Finds contexts, vendors and sandboxes by folder, so that nothing is listed twice.

A context is a folder of `app/` with a `module.py` that has a `MODULE`; a vendor is a folder of `app/vendors/` whose
`__init__` has a `VENDOR`. Plug-ins add theirs through the entry-point groups `ksap.modules` and `ksap.vendors`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from app.kernel import backup
from app.kernel.composition import Module
from app.ports import vendor as vendors
from app.ports.vendor import Vendor

_HERE = Path(__file__).parent


def _folders(below: Path, marker: str) -> list[str]:
    return sorted(p.parent.name for p in below.glob(f"*/{marker}"))


def _plugged(group: str, kind: type[Any]) -> list[Any]:
    found = []
    for entry in metadata.entry_points(group=group):
        thing = entry.load()
        if not isinstance(thing, kind):
            raise RuntimeError(f"the plug-in {entry.name!r} of {group} is no {kind.__name__}")
        found.append(thing)
    return found


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every context's MODULE, its handlers and tasks imported, ours by name and then the plug-ins'."""
    ours = [import_module(f"app.{name}.module").MODULE for name in _folders(_HERE, "module.py")]
    found = [*ours, *_plugged("ksap.modules", Module)]
    for part in ("app.kernel.upkeep", *(part for module in found for part in module.parts)):
        import_module(part)
    for module in found:
        for each in module.backup:
            backup.register(each)
    return tuple(found)


@lru_cache(maxsize=1)
def discover_vendors() -> tuple[Vendor, ...]:
    """Every vendor's manifest, registered in `app.ports.vendor`."""
    ours = [import_module(f"app.vendors.{name}").VENDOR for name in _folders(_HERE / "vendors", "__init__.py")]
    found = (*ours, *_plugged("ksap.vendors", Vendor))
    vendors.register(found)
    return found


def models() -> Any:
    """The metadata of every table, for migrations and their check."""
    from app.kernel.db import Base

    for name in _folders(_HERE, "models.py"):
        import_module(f"app.{name}.models")
    for name in ("audit", "exchange_log", "http", "inbox", "jobs", "live_settings", "outbox"):
        import_module(f"app.kernel.{name}")
    return Base.metadata
