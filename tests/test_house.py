"""Contexts and vendors are found by folder, registered once, and checked."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import app
from app import house
from app.kernel.composition import Module
from app.kernel.db import Base
from app.ports.vendor import Vendor

HERE = Path(app.__file__).parent


def test_every_context_with_a_module_is_found_once() -> None:
    found = house.modules()
    names = [module.name for module in found]
    assert names == sorted({path.parent.name for path in HERE.glob("*/module.py")})
    assert house.modules() is found


def test_every_vendor_has_a_manifest_of_its_own() -> None:
    vendors = house.discover_vendors()
    slugs = [vendor.slug for vendor in vendors]
    assert len(slugs) == len(set(slugs))
    assert {"shopify", "woocommerce", "ups"} <= set(slugs)
    assert len(slugs) == len([p for p in (HERE / "vendors").iterdir() if (p / "__init__.py").exists()])


def test_models_know_every_table() -> None:
    tables = house.models().tables
    assert house.models() is Base.metadata
    assert {"orgs", "stores", "orders", "jobs", "outbox_deliveries", "inbox_messages", "exchange_log"} <= set(tables)


@pytest.mark.parametrize(("group", "kind"), [("ksap.modules", Module), ("ksap.vendors", Vendor)])
def test_a_plug_in_of_another_kind_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, group: str, kind: type[Any]) -> None:
    wrong = metadata.EntryPoint("surprise", "builtins:dict", group)
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [wrong])
    with pytest.raises(RuntimeError, match=f"'surprise' of {group} is no {kind.__name__}"):
        house._plugged(group, kind)


def test_a_plug_in_is_found_like_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = metadata.EntryPoint("accounts", "app.accounts.module:MODULE", "ksap.modules")
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [entry])
    assert [module.name for module in house._plugged("ksap.modules", Module)] == ["accounts"]
