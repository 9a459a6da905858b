"""How often somebody may try: per account, whether it exists or not, and per address."""

from __future__ import annotations

import hashlib

from redis.asyncio import Redis

from app.kernel.process import process
from app.kernel.ratelimit import RateLimiter, Rule

LOGIN_ACCOUNT = Rule(5, 900)
LOGIN_ADDRESS = Rule(50, 900)
REGISTER_ADDRESS = Rule(30, 3600)
LINK_ACCOUNT = Rule(3, 3600)
LINK_ADDRESS = Rule(30, 3600)
INVITE_ORGANISATION = Rule(200, 3600)
CHANGE_ACCOUNT = Rule(6, 3600)
PASSKEY_ADDRESS = Rule(60, 900)
MFA = Rule(5, 900)
TOLD = Rule(1, 900)

_limiters: dict[int, tuple[Redis, RateLimiter]] = {}


def limiter() -> RateLimiter:
    """The limiter of this process."""
    redis = process().redis
    held = _limiters.get(id(redis))
    if held is None or held[0] is not redis:
        _limiters.clear()
        held = _limiters[id(redis)] = (redis, RateLimiter(redis))
    return held[1]


def account(email: str) -> str:
    """The same for every spelling; addresses have no place in Redis, so a digest stands for it."""
    return "account:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]


async def take(purpose: str, *buckets: tuple[str, Rule]) -> float:
    """One token from each bucket, or from none: 0.0, or the seconds until all have one."""
    taken: list[tuple[str, Rule]] = []
    for name, rule in buckets:
        wait = await limiter().take(f"{purpose}:{name}", rule)
        if wait:
            for other, its_rule in taken:
                await limiter().give_back(f"{purpose}:{other}", its_rule)
            return wait
        taken.append((name, rule))
    return 0.0


async def give_back(purpose: str, *buckets: tuple[str, Rule]) -> None:
    for name, rule in buckets:
        await limiter().give_back(f"{purpose}:{name}", rule)
