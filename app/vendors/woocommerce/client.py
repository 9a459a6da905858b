"""One shop's REST API: addresses, signing, and answers turned into data or a VendorError.

`path` everywhere is what follows `/wp-json/`, such as `wc/v3/orders`. A host that strips the `Authorization` header
makes every call look anonymous: the first such refusal over TLS is repeated with the keys in the query, and when that
works the host is remembered for the life of the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.kernel import clock
from app.kernel.retry import retry_after
from app.kernel.transport import Unreachable, VendorAnswer
from app.kernel.vendor_clock import http_date
from app.ports.vendor import Channel
from app.vendors.woocommerce import signing
from app.vendors.woocommerce.answers import parse
from app.vendors.woocommerce.errors import ANONYMOUS, NO_ROUTE, hidden_status, problem, refusal
from app.vendors.woocommerce.wire import Raw

V3 = "wc/v3"
PER_PAGE = 100  # the most that the API takes, for pages and for batches alike

# Pauses in seconds before a signed call is signed and sent again.
_PAUSES = (0.5, 1.0, 2.0)
_PATIENCE = 10.0  # a shop that asks for more is left to whoever repeats the whole job
_IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})
_UNPUNCTUAL = timedelta(minutes=5)
_ahead: dict[str, timedelta] = {}  # base addresses whose clock is off, and how far it is ahead of ours
_headerless: set[str] = set()  # base addresses whose host drops the Authorization header

Params = Mapping[str, str | int]


class Client:
    """Calls of one opened channel. Remembers, as long as it lives, which optional routes this shop lacks."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._absent: set[str] = set()

    @property
    def base_url(self) -> str:
        return self._channel.base_url

    @property
    def currency(self) -> str:
        return self._channel.currency

    async def get(self, path: str, params: Params | None = None, *, purpose: str) -> Any:
        """The parsed answer. Raises VendorError or Unreachable."""
        return _data(await self._call("GET", path, params, purpose=purpose))

    async def listing(self, path: str, params: Params, *, purpose: str) -> tuple[list[Raw], int | None]:
        """One page of a collection and the number of all matches (`X-WP-Total`), if told."""
        answer = await self._call("GET", path, params, purpose=purpose)
        data, total = _objects(answer), answer.headers.get("x-wp-total", "")
        return data, int(total) if total.isdigit() else None

    async def everything(self, path: str, params: Params | None = None, *, purpose: str) -> list[Raw]:
        """All pages of a small collection, in the order of ids so that a page never moves under us."""
        found: dict[int, Raw] = {}
        page = 1
        while True:
            query = {**(params or {}), "per_page": PER_PAGE, "page": page, "orderby": "id", "order": "asc"}
            items, _ = await self.listing(path, query, purpose=purpose)
            found.update((int(item["id"]), item) for item in items)
            if len(items) < PER_PAGE:
                return list(found.values())
            page += 1

    async def write(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        purpose: str,
        params: Params | None = None,
        repeatable: bool | None = None,
    ) -> Any:
        """Send `body` as JSON and give the parsed answer. Raises VendorError or Unreachable."""
        return _data(await self._call(method, path, params, body=body, purpose=purpose, repeatable=repeatable))

    async def batch(self, path: str, body: Mapping[str, Sequence[Any]], *, purpose: str, repeatable: bool) -> Raw:
        """A `…/batch` call: {create, update, delete}, each a list of items or of {id, error} per refused item."""
        answer = await self.write("POST", path, body, purpose=purpose, repeatable=repeatable)
        return answer if isinstance(answer, dict) else {}

    async def delete(self, path: str, *, purpose: str) -> Any:
        return _data(await self._call("DELETE", path, {"force": "true"}, purpose=purpose))

    async def optional(
        self, feature: str, path: str, params: Params | None = None, *, purpose: str, listed: bool = False
    ) -> Any | None:
        """Like `get`, for a route that not every shop has; None where `feature` is absent. `listed`: a list of things."""
        if feature in self._absent:
            return None
        answer = await self._call("GET", path, params, purpose=purpose)
        told = problem(answer) if answer.status == 404 else None
        if told and told[0] == NO_ROUTE:
            self._absent.add(feature)
            return None
        return _objects(answer) if listed else _data(answer)

    async def site(self, *, purpose: str) -> Raw | None:
        """WordPress's own index of the site, unsigned; None where a plug-in hides it from strangers."""
        fields = "name,url,home,gmt_offset,timezone_string,namespaces,site_icon_url"
        url = f"{self.base_url}/wp-json/"
        answer = await self._channel.transport.send("GET", url, params={"_fields": fields}, purpose=purpose)
        if answer.status in (401, 403) and problem(answer):
            return None
        data = _data(answer)
        if not isinstance(data, dict):
            raise refusal(answer)
        return data

    # ── one call ────────────────────────────────────────────────────────────────────────────────────────

    async def _call(
        self,
        method: str,
        path: str,
        params: Params | None,
        *,
        purpose: str,
        body: Any = None,
        repeatable: bool | None = None,
    ) -> VendorAnswer:
        query = {name: str(value) for name, value in (params or {}).items()}
        if self.base_url.startswith("https://"):
            return await self._over_tls(method, path, query, body, repeatable, purpose)
        return await self._over_http(method, path, query, body, repeatable, purpose)

    async def _over_tls(
        self, method: str, path: str, query: dict[str, str], body: Any, repeatable: bool | None, purpose: str
    ) -> VendorAnswer:
        key, secret = self._keys()
        keyed = {**query, "consumer_key": key, "consumer_secret": secret}

        async def send(params: dict[str, str], headers: dict[str, str]) -> VendorAnswer:
            return await self._channel.transport.send(
                method, self._url(path), headers=headers, params=params, json=body, repeatable=repeatable, purpose=purpose
            )

        if self.base_url in _headerless:
            return await send(keyed, {})
        answer = await send(query, {"Authorization": signing.basic(key, secret)})
        told = problem(answer) if answer.status == 401 else None
        if told is None or told[0] not in ANONYMOUS:
            return answer
        second = await send(keyed, {})
        if second.status == 401:
            return answer
        _headerless.add(self.base_url)
        return second

    async def _over_http(
        self, method: str, path: str, query: dict[str, str], body: Any, repeatable: bool | None, purpose: str
    ) -> VendorAnswer:
        """A nonce serves once, so a repetition has to be signed anew and is made here instead of by the transport."""
        again = repeatable if repeatable is not None else method in _IDEMPOTENT
        url = self._url(path)
        for pause in (*_PAUSES, None) if again else (None,):
            try:
                answer = await self._signed(method, url, query, body, purpose)
            except Unreachable as failure:
                if pause is None or not failure.sent:
                    raise
            else:
                named = retry_after(answer.headers)
                if pause is None or answer.status < 500 or (named or 0) > _PATIENCE:
                    return answer
                pause = named or pause
            await asyncio.sleep(pause)
        raise AssertionError("the last turn of the loop returns or raises")

    async def _signed(self, method: str, url: str, query: dict[str, str], body: Any, purpose: str) -> VendorAnswer:
        """Signed for the shop's clock: it refuses what is a quarter of an hour off, and tells its time with the refusal.
        That time is kept once a signature for it was taken."""

        async def send(ahead: timedelta) -> VendorAnswer:
            signed = signing.oauth(method, url, query, *self._keys(), ahead=ahead)
            return await self._channel.transport.send(method, url, params=signed, json=body, repeatable=False, purpose=purpose)

        known = _ahead.get(self.base_url, timedelta(0))
        answer = await send(known)
        told = http_date(answer.headers.get("date", "")) if answer.status == 401 else None
        if told is None or abs(told - clock.now() - known) < _UNPUNCTUAL:
            return answer
        ahead = told - clock.now()
        second = await send(ahead)
        if second.status == 401:
            return answer
        _ahead[self.base_url] = ahead
        return second

    def _keys(self) -> tuple[str, str]:
        secrets = self._channel.credentials.secrets
        return secrets["consumer_key"], secrets["consumer_secret"]

    def _url(self, path: str) -> str:
        return f"{self.base_url}/wp-json/{path}"


def _data(answer: VendorAnswer) -> Any:
    if not 200 <= answer.status < 300:
        raise refusal(answer)
    try:
        data = parse(answer.body)
    except ValueError:
        raise refusal(answer) from None
    if status := hidden_status(data):
        raise refusal(replace(answer, status=status))
    return data


def _objects(answer: VendorAnswer) -> list[Raw]:
    """A list of things with an id each."""
    data = _data(answer)
    if not isinstance(data, list) or not all(isinstance(item, dict) and _id(item) for item in data):
        raise refusal(answer)
    return data


def _id(item: Raw) -> bool:
    return str(item.get("id", "")).isdecimal()
