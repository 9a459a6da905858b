"""What is over is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts import api
from app.accounts.oauth_models import OAuthGrant, OAuthSpentToken
from app.accounts.tasks import forget_old_sign_ins
from app.kernel import clock
from tests.accounts.oauth_dance import allowed, registered
from tests.accounts.people import audited, mailed_token
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


async def test_codes_nobody_fetched_and_grants_that_ended_go_with_their_tokens(
    client: Client, anonymous: Client, org: Organisation
) -> None:
    app = await registered(client, anonymous)
    await allowed(client, app)
    tokens = await app.exchange(await allowed(client, app))
    await app.refresh(tokens["refresh_token"])

    async def kept() -> tuple[int, int]:
        async with org.uow() as uow:
            grants, spent = (await uow.scalars(select(OAuthGrant.id))).all(), (await uow.scalars(select(OAuthSpentToken))).all()
        return len(grants), len(spent)

    await forget_old_sign_ins()
    assert await kept() == (2, 1)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert (await forget_old_sign_ins())["grants"] >= 1
    assert await kept() == (1, 1)
    with clock.frozen(clock.now() + timedelta(days=61)):
        await forget_old_sign_ins()
    assert await kept() == (0, 0)


async def test_a_replaced_signing_key_stands_in_the_log(org: Organisation) -> None:
    kid = await api.rotate_signing_key()
    (entry,) = await audited(org, "installation.signing_key_replaced")
    assert entry.target_id == kid and entry.details == {"others_revoked": False}
