"""Schemathesis' stateful phase: calls that use what earlier calls made, by links that it infers from the description.

It reaches little: most of what our calls name has to be there before (a connected shop, an order with open units), and no
single answer of another call brings it about. docs/security/pentest.md says how far it comes.
"""

from __future__ import annotations

import asyncio
import os

import psycopg
from fastapi import FastAPI

from tests.factories import Organisation
from tests.fuzz.conftest import furnish
from tests.fuzz.driver import OnLoop, in_sequence
from tests.fuzz.semantics import checks
from tests.http import Client

EXAMPLES = max(10, int(os.environ.get("KSAP_FUZZ_EXAMPLES", "0")))
LEAVE = r"/auth/|/users/(sessions|password|mfa)|/organisation/(transfer|sign-in-policy)|/stream|/oauth/"
"""What ends the session of the caller, or never ends itself."""


async def test_what_one_call_made_the_next_may_use(
    application: FastAPI, org: Organisation, client: Client, catalog: psycopg.Connection
) -> None:
    await furnish(org, catalog)
    app = OnLoop(application, asyncio.get_running_loop())
    usual = {**checks(""), "positive_data_acceptance": {"enabled": False}}  # an inferred link may be of another kind of thing
    headers = {"Authorization": client.headers["authorization"]}
    found, reach = await asyncio.to_thread(in_sequence, app, headers, usual, leave=LEAVE, examples=EXAMPLES)
    assert not found, "\n".join(map(str, found))
    assert reach["linked"] > 20 and reach["in order"] > 0, reach
