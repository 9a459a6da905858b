"""What is kept over a stop."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.sandbox.server import running
from app.sandbox.snapshot import Snapshots, write_atomically
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine, Refused, Return
from tests.sandbox.acme import AcmeState
from tests.sandbox.support import START, make_stage, subscribe, variant_id


def lived_in() -> Stage:
    """A stage with a bit of everything."""
    stage = make_stage()
    shop = stage.world.shop("tea-house")
    lines = [CartLine(variant_id(shop, "TEA-50"), 3), CartLine(None, 1, Decimal("1.10"), title="Wrap 🎁")]
    order = stage.world.place_order(shop, Cart(lines, discount_value=Decimal("1.00"), extra={"meta": [1, None, "x"]}))
    stage.world.fulfil(shop, order.id, {order.lines[0].id: 1}, tracking_number="1Z")
    stage.world.refund(shop, order.id, [Return(order.lines[0].id, 1)])
    stage.world.create_customer(shop, email="ada@example.com", first_name="Ada")
    state: AcmeState = stage.hosts["acme"].state(shop)
    state.tokens["t"] = START - timedelta(days=1)
    stage.hosts["acme"].state().calls = 7
    subscribe(stage, "http://127.0.0.1:9/hooks").failures = 1
    stage.begin_fault("throttled", "acme", count=3, seconds=60, route="^GET")
    stage.trickle.set("tea-house", 2.5)
    return stage


def test_everything_comes_back() -> None:
    stage = lived_in()
    raw = Snapshots(stage).dump()
    again = make_stage()
    Snapshots(again).load(raw)
    assert again.world.shops == stage.world.shops
    assert again.hosts["acme"].states == stage.hosts["acme"].states
    assert again.hosts["acme"].webhooks == stage.hosts["acme"].webhooks
    assert again.faults.active() == stage.faults.active()
    assert again.trickle.rates == {"tea-house": 2.5}
    assert Snapshots(again).dump() == raw


def test_ids_go_on_where_they_were() -> None:
    stage, again = lived_in(), make_stage()
    Snapshots(again).load(Snapshots(stage).dump())
    shop = again.world.shop("tea-house")
    before = shop.last_id
    order = again.world.place_order(shop, Cart([CartLine(variant_id(shop, "CUP"))]))
    assert order.id > before and order.number == 1002


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"format": 99}', b'{"format": 1, "shops": [{}]}'])
def test_what_is_no_snapshot_changes_nothing(raw: bytes) -> None:
    stage = lived_in()
    before = Snapshots(stage).dump()
    with pytest.raises(Refused):
        Snapshots(stage).load(raw)
    assert Snapshots(stage).dump() == before


async def test_it_is_written_at_the_end_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    stage = lived_in()
    async with running(stage, Snapshots(stage), path):
        await stage.deliveries.idle()
    again = make_stage()
    Snapshots(again).load(path.read_bytes())
    assert again.world.shops == stage.world.shops
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["state.json"]


def test_a_write_that_fails_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.json"
    write_atomically(path, b"old")

    def full(fd: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("app.sandbox.snapshot.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["state.json"]
