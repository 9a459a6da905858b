"""Every screen in both themes at both widths: accessible, quiet, at home on its origin, and within its width."""

from __future__ import annotations

import asyncio

from tests.dashboard.addresses import screens
from tests.dashboard.inspection import axe, inspected, wider
from tests.dashboard.newcomer import Newcomer
from tests.dashboard.visitor import DESK, PHONE, TABLET, Visitor, Visitors


async def looked_at(visitor: Visitor, address: str, *, width: int) -> list[tuple[str, str]]:
    """Opened in light, and switched to dark as it stands: only colours differ between the themes."""
    await visitor.page.emulate_media(color_scheme="light")
    try:
        await visitor.go(address)
        faults = await inspected(visitor, touch=width == PHONE)
        await visitor.page.emulate_media(color_scheme="dark")
        await visitor.settled()
        faults += [f"dark: {fault}" for fault in await axe(visitor, "color-contrast")]
    except TimeoutError as error:
        faults = [str(error)]
    faults += visitor.complaints
    visitor.complaints.clear()
    return [(fault, f"{address} at {width}") for fault in faults]


async def test_every_screen_is_accessible_quiet_and_within_its_width(visitors: Visitors, newcomer: Newcomer) -> None:
    addresses = await screens(visitors, newcomer)

    async def at(width: int) -> list[tuple[str, str]]:
        faults: list[tuple[str, str]] = []
        for who, state in (
            ("nobody", None),
            ("owing", newcomer.owing),
            ("newcomer", newcomer.state),
            ("owner", visitors.state),
        ):
            async with visitors.visitor(width=width, state=state, anonymous=state is None) as visitor:
                await newcomer.replay_preview(visitor.page)
                for address in (a for w, a in addresses if w == who):
                    faults += await looked_at(visitor, address, width=width)
        return faults

    seen: dict[str, list[str]] = {}
    for faults in await asyncio.gather(at(DESK), at(PHONE)):
        for fault, where in faults:
            seen.setdefault(fault, []).append(where)
    listed = "\n".join(f"{fault}\n    at {', '.join(dict.fromkeys(where))}" for fault, where in seen.items())
    assert not seen, f"{len(seen)} faults:\n{listed}"


async def test_no_screen_of_daily_work_is_wider_than_a_tablet(visitors: Visitors, newcomer: Newcomer) -> None:
    addresses = await screens(visitors, newcomer)
    faults: list[str] = []
    async with visitors.visitor(width=TABLET) as visitor:
        for address in (a for who, a in addresses if who == "owner"):
            await visitor.go(address)
            faults += [f"{address}: {fault}" for fault in await wider(visitor)]
    assert not faults
