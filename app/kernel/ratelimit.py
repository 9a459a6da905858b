"""Token buckets shared by all processes: how often somebody may do something.

Safe mode: while Redis is away each process counts for itself, so that a dead Redis neither opens the door nor shuts it.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass

from redis.asyncio import Redis

from app.kernel import clock
from app.kernel.shared import Away, Script, SharedState, Timing

MOST_LOCAL = 10_000  # buckets that a process keeps while Redis is away

_TAKE = Script(
    """
local most, rate, cost = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('HMGET', KEYS[1], 'left', 'at')
local t = now()
local left = math.min(most, (tonumber(held[1]) or most) + math.max(0, t - (tonumber(held[2]) or t)) * rate)
if left < cost then return exact((cost - left) / rate) end
redis.call('HSET', KEYS[1], 'left', exact(math.min(most, left - cost)), 'at', exact(t))
redis.call('EXPIRE', KEYS[1], math.ceil(most / rate) + 1)
return '0'
"""
)
_COUNT = Script(
    """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return n
"""
)
_FORGET = Script("return redis.call('DEL', KEYS[1])")


@dataclass(frozen=True, slots=True)
class Rule:
    """`most` at once, and as many again spread over `seconds`."""

    most: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.most / self.seconds


class RateLimiter:
    """One per process and Redis; buckets are named by their keys."""

    def __init__(self, redis: Redis) -> None:
        self._shared = SharedState(redis, timing=Timing(server=lambda: clock.now().timestamp()))
        self._local: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, key: str, rule: Rule, *, cost: int = 1) -> float:
        """Take `cost` tokens. 0.0: taken; else nothing was, and these are the seconds until it would be."""
        try:
            return float(await self._shared.run(_TAKE, [_name(key)], [rule.most, rule.rate, cost]))
        except Away:
            return self._take_alone(key, rule, cost)

    async def give_back(self, key: str, rule: Rule) -> None:
        """The token was not needed after all."""
        await self.take(key, rule, cost=-1)

    async def count(self, key: str, seconds: int) -> int:
        """How often this was counted since it began, which it does anew after so many seconds; 0 while Redis is away."""
        try:
            return int(await self._shared.run(_COUNT, [f"{_name(key)}:count"], [seconds]))
        except Away:
            return 0

    async def forget(self, key: str) -> None:
        """Fill the bucket up."""
        self._local.pop(key, None)
        try:
            await self._shared.run(_FORGET, [_name(key)], [])
        except Away:
            return

    def _take_alone(self, key: str, rule: Rule, cost: int) -> float:
        now = clock.now().timestamp()
        left, at = self._local.get(key, (float(rule.most), now))
        left = min(rule.most, left + max(0.0, now - at) * rule.rate)
        if left < cost:
            return (cost - left) / rule.rate
        self._local[key] = (min(float(rule.most), left - cost), now)
        self._local.move_to_end(key)
        while len(self._local) > MOST_LOCAL:
            self._local.popitem(last=False)
        return 0.0


def address_bucket(text: str) -> str:
    """One bucket per IPv4 address, and per /64 of IPv6: that is what one subscriber holds."""
    if ":" not in text:
        return f"address:{text or 'unknown'}"
    try:
        parsed = ipaddress.IPv6Address(text)
    except ValueError:
        return "address:unknown"
    if parsed.ipv4_mapped:
        return f"address:{parsed.ipv4_mapped}"
    return f"address:{ipaddress.ip_network((parsed, 64), strict=False).network_address}"


def _name(key: str) -> str:
    return f"ksap:rate:{key}"
