"""Refresh tokens as a machine: whatever order of refreshing, replaying and signing out, a family has one good token or none."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from tests.factories import PASSWORD, Organisation
from tests.http import Client, client_of

AUTH = "/api/v1/auth"


@dataclass
class Family:
    """What one sign-in led to, as it should be."""

    refresh: str
    access: str
    spent: list[str] = field(default_factory=list)
    alive: bool = True


async def test_a_family_has_one_good_token_or_none(application: FastAPI, org: Organisation) -> None:
    loop = asyncio.get_running_loop()
    async with client_of(application) as client:

        def now(call: Coroutine[Any, Any, Any]) -> Any:
            return asyncio.run_coroutine_threadsafe(call, loop).result(20)

        async def told(path: str, **options: Any) -> tuple[int, Any]:
            answer = await client.post(AUTH + path, **options)
            return answer.status_code, answer.json().get("data")

        class Sessions(RuleBasedStateMachine):
            def __init__(self) -> None:
                super().__init__()
                self.families: list[Family] = []

            @initialize()
            def first(self) -> None:
                self.sign_in()

            @precondition(lambda self: len(self.families) < 4)
            @rule()
            def sign_in(self) -> None:
                status, given = now(told("/login", json={"email": org.email, "password": PASSWORD}))
                assert status == 200
                self.families.append(Family(given["refresh_token"], given["access_token"]))

            @rule(data=st.data())
            def refresh(self, data: st.DataObject) -> None:
                family = data.draw(st.sampled_from(self.families))
                status, given = now(told("/refresh", json={"refresh_token": family.refresh}))
                assert status == (200 if family.alive else 401)
                if family.alive:
                    family.spent.append(family.refresh)
                    family.refresh, family.access = given["refresh_token"], given["access_token"]
                    assert family.refresh not in family.spent

            @precondition(lambda self: any(family.spent for family in self.families))
            @rule(data=st.data())
            def replay(self, data: st.DataObject) -> None:
                family = data.draw(st.sampled_from([family for family in self.families if family.spent]))
                status, _ = now(told("/refresh", json={"refresh_token": data.draw(st.sampled_from(family.spent))}))
                assert status == 401
                family.alive = False

            @rule(data=st.data())
            def sign_out(self, data: st.DataObject) -> None:
                family = data.draw(st.sampled_from(self.families))
                status, _ = now(told("/logout", headers={"authorization": f"Bearer {family.access}"}))
                assert status == (200 if family.alive else 401)
                family.alive = False

            @invariant()
            def access_goes_with_the_family(self) -> None:
                for family in self.families:
                    assert now(seen(client, family.access)) == (200 if family.alive else 401)

        chosen = settings(max_examples=6, stateful_step_count=10, suppress_health_check=list(HealthCheck))
        await asyncio.to_thread(run_state_machine_as_test, Sessions, settings=chosen)


async def seen(client: Client, access: str) -> int:
    answer = await client.get("/api/v1/users/profile", headers={"authorization": f"Bearer {access}"})
    return answer.status_code
