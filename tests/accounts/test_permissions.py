"""What roles may do, as rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import house
from app.accounts.contracts import BeyondYou
from app.accounts.permissions import BUILT_IN_NAMES, assignable, of_role
from app.accounts.use_cases.roles import must_cover
from app.kernel.auth import permissions

house.modules()  # every context declares its own
NAMES = sorted(permissions())
some = st.lists(st.sampled_from([*NAMES, "no.such"]), max_size=12)


def test_each_role_includes_the_one_below() -> None:
    viewer, manager, admin, owner = (of_role(role) for role in ("viewer", "store_manager", "admin", "owner"))
    assert set() < viewer < manager < admin < owner == set(NAMES)
    assert owner - admin == set(NAMES) - set(assignable())
    assert of_role("nobody") == frozenset()


def test_a_store_manager_runs_stores_and_nothing_above_them() -> None:
    manager = of_role("store_manager")
    assert {"orders.write", "catalog.write", "members.read"} <= manager
    assert not {p for p in manager if p.startswith(("organisation.", "members.", "api_keys.", "mail.")) and p[-5:] != ".read"}


@given(some)
def test_a_role_of_ones_own_is_what_was_chosen_and_never_an_owners(own: list[str]) -> None:
    held = of_role("custom", own)
    assert held == set(own) & set(assignable())
    assert held <= of_role("admin")


@given(some, some)
def test_nobody_gives_what_they_do_not_have(mine: list[str], theirs: list[str]) -> None:
    if set(theirs) <= set(mine):
        must_cover(mine, theirs)
    else:
        with pytest.raises(BeyondYou) as caught:
            must_cover(mine, theirs)
        assert set(caught.value.details["permissions"]) == set(theirs) - set(mine)


@given(some)
def test_every_built_in_role_can_be_given_by_the_owner_alone_or_above(own: list[str]) -> None:
    for role in BUILT_IN_NAMES:
        must_cover(of_role("owner"), of_role(role))
    must_cover(of_role("admin"), of_role("custom", own))
