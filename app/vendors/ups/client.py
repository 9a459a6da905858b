"""Signed calls to UPS: the access token, the headers and what a refusal means."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.transport import VendorAnswer
from app.ports.vendor import Channel, Credentials, Remedy, VendorError, remedy_for
from app.vendors.ups import read
from app.vendors.ups.codes import REMEDIES

_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Token:
    value: str
    expires_at: datetime

    @property
    def fresh(self) -> bool:
        return clock.now() + _MARGIN < self.expires_at


class UpsClient:
    """One account. The token of the credentials is used while it lasts; after that a new one is kept in memory."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._minting = asyncio.Lock()
        kept = channel.credentials
        value = kept.secrets.get("access_token", "")
        self._token = Token(value, kept.expires_at) if value and kept.expires_at else None

    @property
    def account(self) -> str:
        return self._channel.credentials.public["account_number"].strip().upper()

    @property
    def label_format(self) -> str:
        return self._channel.credentials.public.get("label_format") or "GIF"

    async def renewed(self) -> Credentials:
        """The credentials with a new token in them. Raises VendorError(RECONNECT) when UPS refuses the application."""
        token = self._token = await self._mint()
        kept = self._channel.credentials
        return replace(kept, secrets={**kept.secrets, "access_token": token.value}, expires_at=token.expires_at)

    async def call(
        self,
        method: str,
        path: str,
        *,
        purpose: str,
        json: Any = None,
        params: Mapping[str, str | int] | None = None,
        repeatable: bool | None = None,
        timeout: float = 30.0,
    ) -> Any:
        """The decoded answer. Raises VendorError for a refusal, Unreachable for none.

        A token that UPS refuses before its time is replaced once: a refused request was never carried out.
        """
        token = await self._fresh_token()
        for attempt in (1, 2):
            answer = await self._channel.transport.send(
                method,
                f"{self._channel.base_url}{path}",
                headers={
                    "authorization": f"Bearer {token.value}",
                    "accept": "application/json",
                    "transid": new_id().hex,
                    "transactionsrc": "ksap",
                },
                params=params,
                json=json,
                repeatable=repeatable,
                purpose=purpose,
                timeout=timeout,
            )
            if answer.status != 401 or attempt == 2:
                break
            token = await self._fresh_token(instead_of=token)
        return self._decoded(answer)

    async def _fresh_token(self, instead_of: Token | None = None) -> Token:
        async with self._minting:
            if self._token is None or not self._token.fresh or self._token == instead_of:
                self._token = await self._mint()
            return self._token

    async def _mint(self) -> Token:
        credentials = self._channel.credentials
        pair = f"{credentials.public['client_id'].strip()}:{credentials.secrets['client_secret'].strip()}"
        answer = await self._channel.transport.send(
            "POST",
            f"{self._channel.base_url}/security/v1/oauth/token",
            headers={
                "authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
                "accept": "application/json",
                "x-merchant-id": self.account,
            },
            form={"grant_type": "client_credentials"},
            repeatable=True,
            purpose="token.mint",
        )
        body = self._decoded(answer)
        try:
            return Token(str(body["access_token"]), clock.now() + timedelta(seconds=int(body["expires_in"])))
        except (KeyError, TypeError, ValueError):
            raise unreadable(answer.status, "UPS answered the sign-in with something that is no token.") from None

    def _decoded(self, answer: VendorAnswer) -> Any:
        try:
            body = answer.json()
        except ValueError:
            body = None
        if 200 <= answer.status < 300:
            if not isinstance(body, dict):
                raise unreadable(answer.status, "UPS answered with something that cannot be read.")
            return body
        refused = read.refusal(body) or read.Refusal("", "")
        wait = answer.headers.get("retry-after", "")
        raise VendorError(
            refused.message or f"UPS refused the request ({answer.status}).",
            remedy=remedy_for(REMEDIES, answer, refused.code),
            vendor_message=refused.message,
            vendor_code=refused.code,
            http_status=answer.status,
            retry_after=float(wait) if wait.isdecimal() else None,
        )


def unreadable(status: int, message: str) -> VendorError:
    """An answer that says yes in a way that we do not understand: what was asked for may have happened."""
    return VendorError(message, remedy=Remedy.OURS_TO_FIX, http_status=status)
