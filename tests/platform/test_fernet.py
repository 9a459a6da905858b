"""Credentials that another system sealed with Fernet: opened, tested, sealed under our own keys, or refused as a whole."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from app.kernel.audit import AuditEntry
from app.kernel.process import process
from app.platform import api
from app.platform.contracts import FernetUnreadable
from app.stores.models import Connection
from app.stores.use_cases.channels import credentials_of
from tests.factories import Organisation
from tests.stores.scripted import SECRET

KEY = Fernet.generate_key().decode()
OTHER = Fernet.generate_key().decode()

pytestmark = pytest.mark.usefixtures("here")


def sealed(text: str, key: str = KEY) -> str:
    return Fernet(key).encrypt(text.encode()).decode()


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "vendor": "scripted", "auth": "token", "environment": "sandbox", "title": "Corner",
        "fields": {"shop": "corner.example"}, "sealed": {"token": sealed(SECRET)}, **changes,
    }  # fmt: skip


async def take(org: Organisation, *entries: Any, keys: tuple[str, ...] = (KEY,)) -> list[Any]:
    return await api.import_fernet(org.id, org.owner, orjson.dumps(list(entries)), keys)


async def held(org: Organisation) -> list[Connection]:
    async with org.uow() as uow:
        return list(await uow.scalars(select(Connection)))


async def test_it_is_ours_afterwards(org: Organisation) -> None:
    (done,) = await take(org, entry())
    (connection,) = await held(org)
    assert done.connection_id == connection.id and connection.state == "connected"
    assert connection.secrets.startswith(f"v1.{process().vault.active}.")
    assert credentials_of(connection).secrets["token"] == SECRET
    async with org.uow() as uow:
        told = await uow.scalar(select(AuditEntry).where(AuditEntry.action == "connections.imported"))
    assert told and told.details == {"source": "fernet", "entries": 1, "taken_over": 1}


async def test_all_secrets_in_one_token_and_several_keys(org: Organisation) -> None:
    one = sealed(orjson.dumps({"token": SECRET}).decode(), OTHER)
    (done,) = await take(org, entry(sealed=one), keys=(KEY, OTHER))
    assert done.connection_id


async def test_a_key_that_does_not_fit_takes_nothing_over(org: Organisation) -> None:
    with pytest.raises(FernetUnreadable, match="Connection 2: the key does not open 'token'") as refused:
        await take(org, entry(), entry(sealed={"token": sealed(SECRET, OTHER)}))
    assert await held(org) == []
    assert SECRET not in str(refused.value.details) + refused.value.message


@pytest.mark.parametrize(
    ("entries", "keys", "words"),
    [
        ([entry()], ("too short",), "44 characters"),
        ([entry()], ("",), "44 characters"),
        ([], (KEY,), "no list of 1"),
        ([{"vendor": "scripted"}], (KEY,), "`vendor` and `auth`"),
        ([entry(sealed=7)], (KEY,), "`sealed` is a token"),
        ([entry(sealed=sealed("[1]"))], (KEY,), "no JSON object"),
        ([entry(environment="moon")], (KEY,), "live or sandbox"),
        ([entry(sealed={"token": sealed(SECRET)[:-4] + "AAA="})], (KEY,), "changed"),
    ],
)
async def test_what_is_wrong_is_said(org: Organisation, entries: list[Any], keys: tuple[str, ...], words: str) -> None:
    with pytest.raises(FernetUnreadable, match=words):
        await take(org, *entries, keys=keys)
    assert await held(org) == []


async def test_a_refused_credential_keeps_nobody_else(org: Organisation) -> None:
    wrong = entry(title="Wrong", sealed={"token": sealed("no-such-token-here")})
    refused, taken = await take(org, wrong, entry())
    assert refused.connection_id is None and "revoked" in refused.reason and taken.connection_id
    assert [connection.title for connection in await held(org)] == ["Corner"]
