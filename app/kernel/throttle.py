"""How much one caller may ask of the API: token buckets per class of call, by person or key, and by address.

Every process takes tokens from the shared buckets some at a time and spends them by itself, so that most requests cost no
round trip. A bucket is exceeded by at most what its processes have taken and not spent. Webhooks, probes and the dashboard's
files are not counted: the inbox has to take whatever a vendor sends.

Safe mode: while Redis is away each process counts for itself.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

from redis.asyncio import Redis

from app.kernel import clock
from app.kernel.auth import Principal
from app.kernel.errors import TooMany
from app.kernel.http import error_response
from app.kernel.ratelimit import Rule, address_bucket
from app.kernel.settings import Settings, parse_rate
from app.kernel.shared import Away, Script, SharedState, Timing
from app.kernel.telemetry import Asgi, Receive, Scope, Send

Class = Literal["sign_in", "read", "write", "export"]

ADDRESS_SHARE = 4
"""An address may do this many times what one caller may: people share offices, and integrations share servers."""
MOST_HELD = 20_000  # buckets of which a process keeps tokens
_SHARES = 50  # a fiftieth of a bucket is taken at a time
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))

# as many tokens as there are, up to the wanted; what is left; or the seconds until there is one
_TAKE = Script(
    """
local most, rate, want = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('HMGET', KEYS[1], 'left', 'at')
local t = now()
local left = math.min(most, (tonumber(held[1]) or most) + math.max(0, t - (tonumber(held[2]) or t)) * rate)
local given = math.min(want, math.floor(left + 1e-9))
if given < 1 then return {'0', exact(left), exact((1 - left) / rate)} end
redis.call('HSET', KEYS[1], 'left', exact(left - given), 'at', exact(t))
redis.call('EXPIRE', KEYS[1], math.ceil(most / rate) + 1)
return {exact(given), exact(left - given), '0'}
"""
)


@dataclass(slots=True)
class _Held:
    """What a process knows of a bucket: its own tokens, and the bucket's rest as of `at`."""

    tokens: int = 0
    rest: float = 0.0
    at: float = 0.0
    shut_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Quota:
    """`remaining` of `limit`, full again in `reset` seconds. `wait` is 0 for a call that may go, else the seconds until
    one may."""

    limit: int
    remaining: int
    reset: int
    wait: float = 0.0

    def headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"ratelimit-limit", b"%d" % self.limit),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % self.reset),
        ]


def rules(settings: Settings) -> dict[Class, Rule | None]:
    """The limit of each class per caller; None for no limit."""
    given: dict[Class, str] = {
        "sign_in": settings.rate_sign_in, "read": settings.rate_read,
        "write": settings.rate_write, "export": settings.rate_export,
    }  # fmt: skip
    return {name: Rule(*rate) if (rate := parse_rate(text)) else None for name, text in given.items()}


def class_of(method: str, path: str) -> Class | None:
    """The class of a call of the API; None for what is not counted."""
    if not path.startswith("/api/v1/"):
        return None
    if path.startswith("/api/v1/auth/"):
        return "read" if method in _SAFE else "sign_in"
    if path.endswith(("/export", "/exports", "/download")):
        return "export"
    return "read" if method in _SAFE else "write"


class Throttle:
    """The limits of one process."""

    def __init__(self, redis: Redis, limits: Mapping[Class, Rule | None]) -> None:
        self._shared = SharedState(redis, timing=Timing(server=lambda: clock.now().timestamp()))
        self.limit(limits)
        self._held: OrderedDict[str, _Held] = OrderedDict()

    def limit(self, limits: Mapping[Class, Rule | None]) -> None:
        """Count by these from now on; what was spent stays spent."""
        self._limits = limits
        self._wide = {
            name: Rule(rule.most * (1 if name == "sign_in" else ADDRESS_SHARE), rule.seconds) if rule else None
            for name, rule in limits.items()
        }

    async def by_address(self, kind: Class, address: str) -> Quota | None:
        """Count a call of an address. None: there is no limit."""
        rule = self._wide[kind]
        return await self._take(f"{kind}:{address_bucket(address)}", rule) if rule else None

    async def by_caller(self, kind: Class, caller: Principal) -> Quota | None:
        """Count a call of a person, whichever of their sessions and organisations it is, or of an API key."""
        rule = self._limits[kind]
        return await self._take(f"{kind}:{caller.kind}:{caller.user_id.hex}", rule) if rule else None

    async def _take(self, key: str, rule: Rule) -> Quota:
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = _Held()
            while len(self._held) > MOST_HELD:
                self._held.popitem(last=False)
        else:
            self._held.move_to_end(key)
        now = clock.now().timestamp()
        if held.tokens < 1 and held.shut_until <= now:
            await self._fetch(key, rule, held, now)
        if held.tokens < 1:
            return _quota(held, rule, now, wait=max(held.shut_until - now, 0.001))
        held.tokens -= 1
        return _quota(held, rule, now)

    async def _fetch(self, key: str, rule: Rule, held: _Held, now: float) -> None:
        want = max(1, rule.most // _SHARES)
        try:
            given, rest, wait = map(float, await self._shared.run(_TAKE, [f"ksap:calls:{key}"], [rule.most, rule.rate, want]))
        except Away:
            known = held.rest if held.at else float(rule.most)
            rest = min(rule.most, known + max(0.0, now - held.at) * rule.rate)
            given = min(want, math.floor(rest + 1e-9))
            rest, wait = rest - given, 0.0 if given else (1 - rest) / rule.rate
        held.tokens += int(given)
        held.rest, held.at, held.shut_until = rest, now, now + wait


def _quota(held: _Held, rule: Rule, now: float, wait: float = 0.0) -> Quota:
    left = min(float(rule.most), held.rest + max(0.0, now - held.at) * rule.rate + held.tokens)
    return Quota(rule.most, int(left), math.ceil((rule.most - left) / rule.rate), wait)


async def count_caller(scope: Scope, caller: Principal) -> None:
    """Count a call once it is known who makes it. Raises TooMany."""
    throttle: Throttle | None = getattr(scope["app"].state, "throttle", None)
    kind = class_of(scope["method"], scope["path"])
    if throttle is None or kind is None:
        return
    quota = await throttle.by_caller(kind, caller)
    if quota is None:
        return
    scope["quota"] = quota
    if quota.wait:
        raise TooMany(_message(quota), retry_after=math.ceil(quota.wait), details={"limit": quota.limit, "class": kind})


def _message(quota: Quota) -> str:
    return f"Too many calls at once. Go on in {math.ceil(quota.wait)} s; RateLimit-Remaining tells how many may still go."


class CallLimit:
    """ASGI middleware: counts calls by address before anything else is done for them, and tells each caller their quota."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = class_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        throttle: Throttle | None = getattr(scope["app"].state, "throttle", None) if kind else None
        if kind is None or throttle is None:
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        quota = await throttle.by_address(kind, client[0] if client else "")
        scope["quota"] = quota

        async def telling(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start" and (known := scope["quota"]) is not None:
                message.setdefault("headers", []).extend(known.headers())
            await send(message)

        if quota is not None and quota.wait:
            wait = str(math.ceil(quota.wait))
            details = {"retry_after": int(wait), "limit": quota.limit, "class": kind}
            answer = error_response(429, TooMany.code, _message(quota), details, Retry_After=wait)
            await answer(scope, receive, telling)
            return
        await self._app(scope, receive, telling)
