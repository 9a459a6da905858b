"""Stock that cannot be oversold: reservations decided together, demand that converges, a ledger that adds up."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.inventory import api
from app.inventory.contracts import Change, Demand, DemandLine, Level, OutOfStock, Want
from app.inventory.repository import HELD, Stock
from app.inventory.tasks import expire_reservations
from app.kernel import clock
from app.kernel.db import database
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from tests.factories import Organisation, make_organisation
from tests.factories.catalog import make_product
from tests.locks import blocked_by


async def stocked(org: Organisation, on_hand: int) -> tuple[UUID, UUID]:
    """A variant with so many on hand at the default location: (variant, location)."""
    _, (variant,) = await make_product(org)
    async with org.uow() as uow:
        location = (await api.default_location(uow)).id
        if on_hand:
            await api.adjust(uow, [Change(variant_id=variant, location_id=location, absolute=on_hand, reason="count")])
    return variant, location


async def level(org: Organisation, variant: UUID, location: UUID) -> Level:
    async with org.uow() as uow:
        return (await api.levels(uow, [variant]))[variant, location]


async def ledger_sums(org: Organisation, variant: UUID) -> tuple[int, int, int]:
    async with database().read(org.id) as connection:
        row = await connection.fetchrow(
            """SELECT sum(on_hand_delta)::int, sum(reserved_delta)::int, sum(incoming_delta)::int
               FROM stock_ledger WHERE variant_id = $1""",
            variant,
        )
    assert row is not None
    return row[0] or 0, row[1] or 0, row[2] or 0


def want(variant: UUID, quantity: int = 1, **fields: object) -> Want:
    return Want(**{"variant_id": variant, "quantity": quantity, "owner_kind": "checkout", "owner_id": new_id(), **fields})  # type: ignore[arg-type]


async def test_of_two_hundred_buyers_of_the_last_unit_one_gets_it(org: Organisation) -> None:
    variant, location = await stocked(org, 1)
    outcomes = await asyncio.gather(*(api.reserve(org.id, want(variant)) for _ in range(200)), return_exceptions=True)
    refused = [o for o in outcomes if isinstance(o, OutOfStock)]
    assert len(refused) == 199
    assert refused[0].details == {"variant_id": str(variant), "wanted": 1, "available": 0}
    now = await level(org, variant, location)
    assert (now.on_hand, now.reserved, now.available) == (1, 1, 0)
    assert await ledger_sums(org, variant) == (1, 1, 0)


async def test_a_large_wish_does_not_starve_a_small_one_behind_it(org: Organisation) -> None:
    variant, _ = await stocked(org, 5)
    large, small = await asyncio.gather(
        api.reserve(org.id, want(variant, 6)), api.reserve(org.id, want(variant, 5)), return_exceptions=True
    )
    assert isinstance(large, OutOfStock)
    assert not isinstance(small, BaseException)
    assert small.quantity == 5


async def test_the_same_owner_and_line_hold_once(org: Organisation) -> None:
    variant, location = await stocked(org, 5)
    wish = want(variant, 2, line_ref="1")
    first, second = await asyncio.gather(api.reserve(org.id, wish), api.reserve(org.id, wish))
    third = await api.reserve(org.id, wish)
    assert first.id == second.id == third.id
    assert (await level(org, variant, location)).reserved == 2


async def test_other_organisations_stock_is_out_of_reach(org: Organisation) -> None:
    variant, _ = await stocked(org, 5)
    stranger = await make_organisation("Strangers")
    with pytest.raises(OutOfStock):
        await api.reserve(stranger.id, want(variant))


async def test_what_is_held_too_long_is_given_back(org: Organisation) -> None:
    variant, location = await stocked(org, 3)
    await api.reserve(org.id, want(variant, 2, ttl=60.0))
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        await expire_reservations()
    assert (await level(org, variant, location)).available == 3
    assert await ledger_sums(org, variant) == (3, 0, 0)


async def test_a_released_wish_may_be_wished_again(org: Organisation) -> None:
    variant, location = await stocked(org, 3)
    wish = want(variant, 3, line_ref="1")
    await api.reserve(org.id, wish)
    async with org.uow() as uow:
        assert await api.release(uow, "checkout", wish.owner_id) == 1
        assert await api.release(uow, "checkout", wish.owner_id) == 0
    assert (await api.reserve(org.id, wish)).quantity == 3
    assert (await level(org, variant, location)).available == 0


async def test_a_checkout_becomes_an_order(org: Organisation) -> None:
    variant, location = await stocked(org, 3)
    wish, order = want(variant, 2, line_ref="1", ttl=60.0), new_id()
    await api.reserve(org.id, wish)
    async with org.uow() as uow:
        await api.transfer_owner(uow, ("checkout", wish.owner_id), ("order", order))
    with clock.frozen(clock.now() + timedelta(hours=1)):
        await expire_reservations()
    line = DemandLine(line_ref="1", variant_id=variant, open=0, shipped=2)
    async with org.uow() as uow:
        await api.set_demand(uow, [Demand(owner_id=order, lines=(line,))])
    now = await level(org, variant, location)
    assert (now.on_hand, now.reserved) == (1, 0)


async def demand(org: Organisation, order: UUID, lines: Sequence[DemandLine], *, historic: bool = False) -> None:
    async with org.uow() as uow:
        await api.set_demand(uow, [Demand(owner_id=order, lines=tuple(lines), historic=historic)])


async def test_an_order_is_held_shipped_and_put_back(org: Organisation) -> None:
    variant, location = await stocked(org, 10)
    order = new_id()

    async def after(**now: int) -> tuple[int, int, int]:
        await demand(org, order, [DemandLine(line_ref="1", variant_id=variant, **now)])
        found = await level(org, variant, location)
        return found.on_hand, found.reserved, found.available

    assert await after(open=4) == (10, 4, 6)
    assert await after(open=4) == (10, 4, 6)
    assert await after(open=1, shipped=3) == (7, 1, 6)
    assert await after(open=0, shipped=4) == (6, 0, 6)
    assert await after(open=0, shipped=4, restocked=2) == (8, 0, 8)
    assert await after(open=1, shipped=3, restocked=2) == (9, 1, 8)
    await demand(org, order, [])
    assert (await level(org, variant, location)).reserved == 0


async def test_a_channel_may_oversell_and_says_so(org: Organisation) -> None:
    variant, location = await stocked(org, 1)
    await demand(org, new_id(), [DemandLine(line_ref="1", variant_id=variant, open=3)])
    assert (await level(org, variant, location)).available == -2
    with pytest.raises(OutOfStock) as refusal:
        await api.reserve(org.id, want(variant))
    assert refusal.value.details["available"] == 0


async def test_historic_orders_leave_what_the_channel_told_available(org: Organisation) -> None:
    variant, location = await stocked(org, 10)
    order = new_id()
    await demand(org, order, [DemandLine(line_ref="1", variant_id=variant, open=2, shipped=1)], historic=True)
    now = await level(org, variant, location)
    assert (now.on_hand, now.reserved, now.available) == (12, 2, 10)
    await demand(org, order, [DemandLine(line_ref="1", variant_id=variant, open=0, shipped=3)])
    now = await level(org, variant, location)
    assert (now.on_hand, now.reserved, now.available) == (10, 0, 10)


LINE = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3))


@settings(max_examples=25)
@given(history=st.lists(st.tuples(st.integers(0, 2), LINE), min_size=1, max_size=8), again=st.booleans())
async def test_whatever_happens_the_ledger_equals_the_level(
    history: list[tuple[int, tuple[int, int, int]]], again: bool, org: Organisation
) -> None:
    variant, location = await stocked(org, 20)
    orders = [new_id() for _ in range(3)]
    last: dict[int, tuple[int, int, int]] = {}
    for which, (open_, shipped, restocked) in history:
        for _ in range(2 if again else 1):
            line = DemandLine(line_ref="1", variant_id=variant, open=open_, shipped=shipped, restocked=restocked)
            await demand(org, orders[which], [line])
        last[which] = (open_, shipped, restocked)
    now = await level(org, variant, location)
    assert await ledger_sums(org, variant) == (now.on_hand, now.reserved, now.incoming)
    assert now.available == now.on_hand - now.reserved
    assert now.reserved == sum(o for o, _, _ in last.values())
    assert now.on_hand == 20 - sum(s for _, s, _ in last.values()) + sum(r for _, _, r in last.values())


async def test_people_cannot_take_away_what_is_not_there(org: Organisation) -> None:
    variant, location = await stocked(org, 2)
    with pytest.raises(Invalid) as refusal:
        async with org.uow() as uow:
            await api.adjust(uow, [Change(variant_id=variant, location_id=location, delta=-3, reason="lost")])
    assert refusal.value.details["on_hand"] == 2
    assert (await level(org, variant, location)).on_hand == 2


async def test_a_transfer_moves_what_is_available(org: Organisation) -> None:
    variant, location = await stocked(org, 5)
    await api.reserve(org.id, want(variant, 2))
    async with org.uow() as uow:
        other = await api.create_location(uow, name="Annex", address={})
        await api.transfer(uow, variant_id=variant, source=location, target=other.id, quantity=3, reason="")
    assert (await level(org, variant, other.id)).on_hand == 3
    assert await ledger_sums(org, variant) == (5, 2, 0)
    with pytest.raises(Conflict):
        async with org.uow() as uow:
            await api.transfer(uow, variant_id=variant, source=location, target=other.id, quantity=1, reason="")


async def test_adjusting_at_a_strangers_location_is_not_found(org: Organisation) -> None:
    variant, _ = await stocked(org, 1)
    stranger = await make_organisation("Strangers")
    _, foreign = await stocked(stranger, 1)
    with pytest.raises(NotFound):
        async with org.uow() as uow:
            await api.adjust(uow, [Change(variant_id=variant, location_id=foreign, delta=1, reason="x")])


async def test_what_is_held_already_is_found_by_its_owner(org: Organisation) -> None:
    """Not by reading all that the organisation holds, as a plan for an empty table would."""
    async with database().read(org.id) as connection:
        lines = await connection.fetch(f"EXPLAIN {HELD}", ["checkout"], [new_id()], [""])
    assert "uq_stock_reservations_owner" in "".join(line[0] for line in lines)


async def test_reserving_and_moving_lock_levels_in_the_same_order(org: Organisation) -> None:
    """The default location has the larger id, so that an order by anything but the ids would meet the other way round."""
    variant, first = await stocked(org, 3)
    async with org.uow() as uow:
        second = (await api.create_location(uow, name="Second", address={})).id
        await api.update_location(uow, second, name=None, address=None, is_default=True, active=None)
        await api.adjust(uow, [Change(variant_id=variant, location_id=second, absolute=3, reason="count")])
    assert first < second
    async with org.uow() as uow:
        await Stock(uow).lock([(variant, first)])
        reserving = asyncio.create_task(api.reserve(org.id, want(variant)))
        await blocked_by(uow, reserving)
        await Stock(uow).lock([(variant, second)])
    assert (await reserving).location_id == second


async def test_two_first_readings_at_once_count_a_variant_once(org: Organisation) -> None:
    _, (variant,) = await make_product(org)
    async with org.uow() as uow:
        location = (await api.default_location(uow)).id

    async def read() -> Collection[UUID]:
        async with org.uow() as uow:
            return await api.take_initial(uow, location, [(variant, 7)], reason="other channel")

    async with org.uow() as uow:
        assert await api.take_initial(uow, location, [(variant, 5)], reason="one channel") == {variant}
        other = asyncio.create_task(read())
        await blocked_by(uow, other)
    assert await other == set()
    assert (await level(org, variant, location)).on_hand == 5
    assert await ledger_sums(org, variant) == (5, 0, 0)


async def test_a_line_that_turns_out_to_be_another_variant_moves_what_it_took(org: Organisation) -> None:
    wrong, location = await stocked(org, 10)
    right, _ = await stocked(org, 10)
    order = new_id()
    await demand(org, order, [DemandLine(line_ref="1", variant_id=wrong, open=2, shipped=3, restocked=1)])
    assert (await level(org, wrong, location)).on_hand == 8
    await demand(org, order, [DemandLine(line_ref="1", variant_id=right, open=2, shipped=3, restocked=1)])
    before, after = await level(org, wrong, location), await level(org, right, location)
    assert (before.on_hand, before.reserved) == (10, 0)
    assert (after.on_hand, after.reserved) == (8, 2)


async def test_a_historic_line_that_turns_out_to_be_another_variant_leaves_both_available(org: Organisation) -> None:
    wrong, location = await stocked(org, 10)
    right, _ = await stocked(org, 10)
    order = new_id()
    await demand(org, order, [DemandLine(line_ref="1", variant_id=wrong, open=2, shipped=3)], historic=True)
    await demand(org, order, [DemandLine(line_ref="1", variant_id=right, open=2, shipped=3)], historic=True)
    before, after = await level(org, wrong, location), await level(org, right, location)
    assert (before.on_hand, before.reserved, before.available) == (10, 0, 10)
    assert (after.on_hand, after.reserved, after.available) == (12, 2, 10)
