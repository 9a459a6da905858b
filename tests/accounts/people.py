"""What tests of accounts share: clients of their own addresses, mails that were kept, audit rows."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from app.kernel.audit import AuditEntry
from app.mail.models import Mail
from tests.factories import PASSWORD, Organisation
from tests.http import Client

_addresses = count(1)


@asynccontextmanager
async def visitor(app: FastAPI) -> AsyncIterator[Client]:
    """A client from an address that nobody has used: limits of other tests do not reach it."""
    number = next(_addresses)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(f"10.9.{number // 250}.{number % 250 + 1}", 1))
    async with Client(transport=transport, base_url="http://ksap.test") as client:
        yield client


async def mails(org: Organisation, template: str) -> list[Mail]:
    async with org.uow() as uow:
        return list((await uow.scalars(select(Mail).where(Mail.template == template).order_by(Mail.id))).all())


async def mailed_token(org: Organisation, template: str) -> str:
    """The token in the last kept mail of a kind."""
    found = re.search(r"#token=(\S+)", (await mails(org, template))[-1].text)
    assert found
    return found[1]


async def audited(org: Organisation, action: str) -> list[AuditEntry]:
    async with org.uow() as uow:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list((await uow.scalars(query)).all())


async def join(client: Client, application: FastAPI, org: Organisation, role: str = "viewer", **more: Any) -> Client:
    """Invite somebody as `client` and accept: a client signed in as the new member, to be closed by the caller.

    Its headers carry `x-email`, so that tests can tell who it is.
    """
    email = f"member{next(_addresses)}.{org.id.hex[-8:]}@example.com"
    await client.data("POST", "/api/v1/members/invitations", json={"email": email, "role": role, **more}, status=201)
    body = {"token": await mailed_token(org, "invitation"), "password": PASSWORD, "first_name": "Mem"}
    member = Client(transport=httpx.ASGITransport(app=application, raise_app_exceptions=False), base_url="http://ksap.test")
    tokens = await member.data("POST", "/api/v1/auth/invitations/accept", json=body)
    member.headers.update({"authorization": f"Bearer {tokens['access_token']}", "x-email": email, "x-user": tokens["user_id"]})
    return member
