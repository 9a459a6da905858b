"""A provider of identities is tried without a person: its description, its keys, and whether it knows us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts import api, oidc_client
from app.accounts.oidc_models import OidcProvider
from app.kernel.checkup import Check
from app.kernel.db import unit_of_work
from app.kernel.errors import NotFound
from app.sandbox import oidc
from tests.accounts.test_oidc import Provider, provider

__all__ = ["provider"]


async def tried(id_: str) -> dict[str, Check]:
    return {check.name: check async for check in api.probe_provider(id_)}


def verdicts(found: dict[str, Check]) -> dict[str, bool | None]:
    return {name: check.ok for name, check in found.items()}


async def test_a_good_one_passes_without_a_person(provider: Provider) -> None:
    found = await tried(provider.id)
    assert verdicts(found) == {"dns": True, "tls": None, "discovery": True, "keys": True, "client": True}
    assert found["keys"].message == "Publishes 1 usable key."
    assert oidc.CLIENT_SECRET not in str(found)


async def test_a_secret_that_was_changed_there_is_found(provider: Provider) -> None:
    await api.set_provider(
        id_=provider.id, name="Clerk", issuer=provider.issuer, client_id=oidc.CLIENT_ID, client_secret="an-old-one"
    )
    found = await tried(provider.id)
    assert found["client"].ok is False and "invalid_client" in found["client"].message
    assert "an-old-one" not in str(found)


@pytest.mark.parametrize(
    ("answer", "ok"),
    [
        ((400, {"error": "invalid_grant"}), True),
        ((400, {"error": "unauthorized_client"}), False),
        ((401, None), False),
        ((400, {"error": "invalid_request"}), None),
        ((500, {"error": "<b>what</b>"}), None),
    ],
)
async def test_only_a_refusal_of_the_code_alone_proves_the_credentials(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, Any], ok: bool | None
) -> None:
    ask: Callable[..., Any] = oidc_client._answer

    async def played(issuer: str, method: str, url: str, **options: Any) -> tuple[int, Any]:
        return answer if method == "POST" else await ask(issuer, method, url, **options)

    monkeypatch.setattr(oidc_client, "_answer", played)
    found = await tried(provider.id)
    assert found["client"].ok is ok
    assert "<b>" not in found["client"].message


async def test_another_issuer_and_one_that_no_call_may_reach(provider: Provider) -> None:
    async def moved(issuer: str) -> dict[str, Check]:
        async with unit_of_work(None) as uow:
            kept = await uow.session.get(OidcProvider, provider.id)
            assert kept is not None
            kept.issuer = issuer
        return await tried(provider.id)

    found = await moved(provider.issuer + "/")
    assert verdicts(found) == {"dns": True, "tls": None, "discovery": False, "keys": None, "client": None}
    found = await moved("https://169.254.169.254/x")
    assert found["dns"].ok is False and "cloud metadata" in found["dns"].message
    found = await moved("http://example.com")
    assert found["dns"].ok is False
    with pytest.raises(NotFound):
        await tried("nobody")
