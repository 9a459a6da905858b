"""Lifecycles as data, and those that the product has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fulfilment.contracts import STATES
from app.fulfilment.lifecycle import SHIPMENT
from app.kernel.lifecycle import IllegalMove, Lifecycle
from app.orders.contracts import FULFILMENT_STATUSES, PAYMENT_STATUSES, STATUSES
from app.orders.lifecycle import FULFILMENT, PAYMENT, STATUS

PRODUCT = [STATUS, PAYMENT, FULFILMENT, SHIPMENT]
DOOR = Lifecycle("door", initial=("shut",), moves={"shut": ("open",), "open": ("shut", "gone"), "gone": ()})


def test_a_move_to_a_state_that_does_not_exist_is_refused_at_declaration() -> None:
    with pytest.raises(ValueError, match="ajar is no state"):
        Lifecycle("door", initial=("shut",), moves={"shut": ("ajar",)})
    with pytest.raises(ValueError, match="open is no state"):
        Lifecycle("door", initial=("open",), moves={"shut": ()})


def test_a_state_that_nothing_reaches_is_refused_at_declaration() -> None:
    with pytest.raises(ValueError, match="nothing leads to gone, locked"):
        Lifecycle("door", initial=("shut",), moves={"shut": (), "locked": ("gone",), "gone": ()})


def test_people_move_one_step_and_are_told_which() -> None:
    DOOR.check("shut", "open")
    with pytest.raises(IllegalMove, match="can become open") as refused:
        DOOR.check("shut", "gone")
    assert (refused.value.status, refused.value.details) == (409, {"from": "shut", "to": "gone", "allowed": ["open"]})
    with pytest.raises(IllegalMove, match="Nothing follows"):
        DOOR.check("gone", "shut")
    with pytest.raises(IllegalMove):
        DOOR.check("shut", "shut")


def test_imports_may_skip_steps_but_not_leave_the_paths() -> None:
    assert DOOR.leads("shut", "gone")
    assert DOOR.leads("gone", "gone")
    assert not DOOR.leads("gone", "shut")


def test_the_tables_know_the_states_of_the_lifecycles() -> None:
    for lifecycle, stored in (
        (STATUS, STATUSES),
        (PAYMENT, PAYMENT_STATUSES),
        (FULFILMENT, FULFILMENT_STATUSES),
        (SHIPMENT, STATES),
    ):
        assert sorted(lifecycle.states) == sorted(stored), lifecycle.noun


@given(st.sampled_from(PRODUCT), st.data())
def test_a_path_leads_exactly_where_its_steps_lead(lifecycle: Lifecycle, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(lifecycle.states))
    state, length = start, data.draw(st.integers(0, 6))
    for _ in range(length):
        if not lifecycle.next(state):
            break
        following = data.draw(st.sampled_from(lifecycle.next(state)))
        lifecycle.check(state, following)
        state = following
    assert lifecycle.leads(start, state)


@given(st.sampled_from(PRODUCT), st.data())
def test_what_leads_somewhere_has_a_first_step_that_leads_there(lifecycle: Lifecycle, data: st.DataObject) -> None:
    start, end = data.draw(st.sampled_from(lifecycle.states)), data.draw(st.sampled_from(lifecycle.states))
    by_steps = start == end or any(lifecycle.leads(step, end) for step in lifecycle.next(start))
    assert lifecycle.leads(start, end) is by_steps
