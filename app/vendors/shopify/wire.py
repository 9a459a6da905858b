"""The one place that calls Shopify: signs, pays by query cost, waits out throttling, turns refusals into remedies."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from app.kernel import clock
from app.kernel.transport import VendorAnswer
from app.ports.vendor import Channel, VendorError
from app.vendors.shopify import tokens
from app.vendors.shopify.documents import Document
from app.vendors.shopify.errors import MALFORMED, NO_TOKEN, TOKEN_EXPIRED, graphql_error, refused, trouble, user_error
from app.vendors.shopify.values import Raw

API_VERSION = "2026-07"
_THROTTLED = "THROTTLED"
MAX_COST_EXCEEDED = "MAX_COST_EXCEEDED"
"""One query asks for more points than any may, whatever the bucket holds."""
_TRIES = 4
_PROTECTED = frozenset({"customer", "billingAddress", "shippingAddress", "email", "phone"})
"""Personal data that Shopify withholds from apps it did not approve for them: the rest of the order still counts."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`data` of an answer; `cost` and `capacity` in points as Shopify counted them (0: not told)."""

    data: dict[str, Any]
    cost: float
    capacity: float

    def part(self, field: str) -> dict[str, Any]:
        """The object that a root field holds. Raises VendorError(RETRY) where it is none."""
        found = self.data.get(field)
        if not isinstance(found, dict):
            raise trouble(MALFORMED, f"Shopify's answer lacks “{field}”.", http_status=200)
        return found

    def part_or_none(self, field: str) -> dict[str, Any] | None:
        """As `part`, for what may be gone."""
        return None if field in self.data and self.data[field] is None else self.part(field)

    def listed(self, field: str) -> list[Any]:
        """As `part`, for a list."""
        found = self.data.get(field)
        if not isinstance(found, list):
            raise trouble(MALFORMED, f"Shopify's answer lacks “{field}”.", http_status=200)
        return found

    def connection(self, field: str) -> dict[str, Any]:
        """As `part`, for a page of nodes."""
        found = self.part(field)
        if not isinstance(found.get("nodes"), list) or not isinstance(found.get("pageInfo"), dict):
            raise trouble(MALFORMED, f"Shopify's answer lacks a page of “{field}”.", http_status=200)
        return found


class Admin:
    """The Admin GraphQL API of one connection."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._minting = asyncio.Lock()
        self._credentials = channel.credentials
        self._costs: dict[str, float] = {}
        self._renewed = False

    async def run(
        self, document: Document, variables: Mapping[str, Any] | None = None, *, expected: float | None = None
    ) -> Reply:
        """Send one document, at the `expected` cost if the caller knows better than the last answer to the same one.

        Raises VendorError for a refusal, Unreachable for no answer.

        A throttled request was not carried out, so that it is sent again when the bucket has refilled, mutation or
        not; the transport does the waiting.
        """
        body = orjson.dumps({"query": document.text, "variables": dict(variables or {})})
        errors: list[Raw] = []
        wait = 0.0
        for _ in range(_TRIES):
            known = self._costs.get(document.name, document.cost)
            answer = await self._send(document, body, known if expected is None else expected)
            if answer.status == 401 and self._may_renew():
                continue
            if not 200 <= answer.status < 300:
                raise refused(answer)
            parsed = _parsed(answer)
            cost, capacity, wait = await self._account_for(document, parsed)
            expected = None
            errors = _errors_of(parsed)
            if not any((e.get("extensions") or {}).get("code") == _THROTTLED for e in errors):
                return Reply(_data_of(parsed, errors), cost, capacity)
        error = graphql_error(errors)
        error.retry_after = wait
        raise error

    async def mutate(self, document: Document, variables: Mapping[str, Any], field: str, what: str) -> Raw:
        """The payload of a mutation whose root field is `field`; its `userErrors` raise VendorError."""
        payload: Raw = (await self.run(document, variables)).part(field)
        if payload.get("userErrors"):
            raise user_error(payload["userErrors"], what)
        return payload

    async def nodes(self, document: Document, ids: Sequence[str], batch: int) -> list[Raw]:
        """`nodes(ids:)`, `batch` at once; ids that name nothing, or something of another kind, are left out."""
        left = list(dict.fromkeys(ids))
        found: list[Raw] = []
        while left:
            some = left[:batch]
            try:
                reply = await self.run(document, {"ids": some})
            except VendorError as refusal:
                if refusal.vendor_code != MAX_COST_EXCEEDED or len(some) == 1:
                    raise
                batch = len(some) // 2
                continue
            found += [n for n in reply.listed("nodes") if isinstance(n, dict) and "id" in n]
            left = left[batch:]
        return found

    async def fetch(self, url: str, first: int, last: int) -> VendorAnswer:
        """Bytes of a file that Shopify made for us. Its address is secret enough: no token goes to the file store."""
        return await self._channel.transport.send(
            "GET",
            url,
            headers={"range": f"bytes={first}-{last}", "accept-encoding": "identity"},
            cost=0,
            purpose="bulk_result",
            timeout=120,
        )

    async def _send(self, document: Document, body: bytes, cost: float) -> VendorAnswer:
        return await self._channel.transport.send(
            "POST",
            f"{self._channel.base_url}/admin/api/{API_VERSION}/graphql.json",
            headers={
                "x-shopify-access-token": await self._token(),
                "content-type": "application/json",
                "accept": "application/json",
            },
            content=body,
            cost=cost,
            repeatable=document.repeatable,
            purpose=document.name,
            timeout=60,
        )

    def _may_renew(self) -> bool:
        """Whether a token refused before its time is to be replaced: once, and only by client credentials."""
        if self._credentials.auth != tokens.CLIENT_CREDENTIALS or self._renewed:
            return False
        self._renewed = True
        self._credentials = replace(self._credentials, expires_at=clock.now())
        return True

    async def _token(self) -> str:
        """The access token. One by client credentials is made anew when it ends: nothing is lost by forgetting it.

        An expiring install token is renewed only by `Account.refresh`, whose caller keeps the new refresh token.
        """
        async with self._minting:
            kept = self._credentials
            token = kept.secrets.get("access_token", "")
            spent = kept.expires_at is not None and clock.now() >= kept.expires_at
            if kept.auth == tokens.CLIENT_CREDENTIALS and (spent or not token):
                transport, base_url = self._channel.transport, self._channel.base_url
                self._credentials = kept = await tokens.by_client_credentials(transport, base_url, kept)
                return kept.secrets["access_token"]
        if not token:
            raise trouble(NO_TOKEN, "This connection has no access token yet; connect the shop again.")
        if spent:
            raise trouble(TOKEN_EXPIRED, "The access token has expired; it is renewed before the next attempt.")
        return token

    async def _account_for(self, document: Document, parsed: Raw) -> tuple[float, float, float]:
        """Tell the pace what the answer says of the bucket; (cost, capacity, seconds until the cost is affordable)."""
        try:
            told = (parsed.get("extensions") or {}).get("cost") or {}
            cost = float(told.get("requestedQueryCost") or 0)
            bucket = told.get("throttleStatus")
            available, restore, capacity = (
                float(bucket[name]) if bucket else 0.0 for name in ("currentlyAvailable", "restoreRate", "maximumAvailable")
            )
        except (LookupError, TypeError, ValueError, AttributeError):  # a page may come without its price
            return 0.0, 0.0, 1.0
        if cost:
            self._costs[document.name] = cost
        if not bucket:
            return cost, 0.0, 1.0
        await self._channel.transport.observe(available=available, capacity=capacity, restore=restore)
        return cost, capacity, max(0.0, cost - available) / restore if restore else 1.0


def _parsed(answer: VendorAnswer) -> Raw:
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise trouble(MALFORMED, "Shopify's answer was not JSON.", http_status=answer.status)
    return body


def _errors_of(parsed: Raw) -> list[Raw]:
    """Top-level errors; Shopify's gateway sends a bare string where GraphQL would send a list."""
    errors = parsed.get("errors") or []
    listed = (
        errors
        if isinstance(errors, list)
        else [{"message": errors if isinstance(errors, str) else orjson.dumps(errors).decode()}]
    )
    return [e if isinstance(e, dict) else {"message": str(e)} for e in listed]


def _data_of(parsed: Raw, errors: Sequence[Raw]) -> dict[str, Any]:
    data = parsed.get("data")
    serious = [e for e in errors if not (data and _withheld(e))]
    if serious:
        raise graphql_error(serious)
    if not isinstance(data, dict):
        raise trouble(MALFORMED, "Shopify's answer carried no data.")
    return data


def _withheld(error: Raw) -> bool:
    denied = (error.get("extensions") or {}).get("code") == "ACCESS_DENIED"
    return denied and not _PROTECTED.isdisjoint(map(str, error.get("path") or ()))


def is_lost(error: VendorError) -> bool:
    """Whether the request may have been carried out although the answer was an error."""
    return error.http_status is not None and error.http_status >= 500
