"""What is over is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.tasks import forget_old_sign_ins
from app.kernel import clock
from tests.accounts.people import mailed_token
from tests.factories import PASSWORD, Organisation
from tests.http import Client


async def test_ended_sessions_and_old_links_go_after_their_time(anonymous: Client, client: Client, org: Organisation) -> None:
    first = await anonymous.data("POST", "/api/v1/auth/login", json={"email": org.email, "password": PASSWORD})
    body = {"refresh_token": first["refresh_token"]}
    await anonymous.data("POST", "/api/v1/auth/refresh", json=body)
    await client.data("DELETE", "/api/v1/users/sessions")

    async def refresh() -> str:
        return str((await anonymous.data("POST", "/api/v1/auth/refresh", json=body, status=401))["code"])

    with clock.frozen(clock.now() + timedelta(days=7)):
        await forget_old_sign_ins()
    assert await refresh() == "REFRESH_TOKEN_REUSED"
    assert await client.data("GET", "/api/v1/users/profile")
    token = await mailed_token(org, "verify_email")
    with clock.frozen(clock.now() + timedelta(days=62)):
        gone = await forget_old_sign_ins()
    assert gone["sessions"] >= 2 and gone["links"] >= 1
    assert await refresh() == "SESSION_ENDED"  # nobody remembers it
    await anonymous.data("POST", "/api/v1/auth/email/verify", json={"token": token}, status=410)
