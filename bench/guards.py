"""What every call pays for being counted, and what a hostile text costs before it is written to the exchange log."""

from __future__ import annotations

import time

from app.kernel.auth import Principal
from app.kernel.ids import new_id
from app.kernel.masking import BODY_LIMIT, Masker
from app.kernel.ratelimit import Rule
from app.kernel.throttle import Throttle
from bench.env import Env
from bench.result import Result

HOSTILE = ("\\", "%25", "a=", "4 ", "a@b.", "{", '{"a":', "password=", '"password":[', "bearer ", "&amp", "ey", "cookie:")


async def _counted(env: Env, rounds: int = 5, calls: int = 200) -> tuple[float, float]:
    """Milliseconds of a call counted by address and by caller, and of a bare round trip; the best of the rounds."""
    throttle = Throttle(env.process.redis, {"read": Rule(3000, 60)})
    who = Principal(org_id=env.org_id, user_id=new_id(), role="owner", permissions=frozenset())
    ours = bare = 1.0
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(calls):
            await throttle.by_address("read", "10.1.2.3")
            await throttle.by_caller("read", who)
        ours = min(ours, (time.perf_counter() - started) / calls)
        started = time.perf_counter()
        for _ in range(calls):
            await env.process.redis.ping()
        bare = min(bare, (time.perf_counter() - started) / calls)
    return ours * 1000, bare * 1000


def _masked() -> float:
    """Milliseconds of the slowest of texts that were made to make patterns run back and forth."""
    masker = Masker(["/\\+ =secret/", " s3cr3t", "\\\\\\secret", "=====/////", "é%25secret"])
    slowest = 0.0
    for piece in HOSTILE:
        body = (piece * BODY_LIMIT)[: 2 * BODY_LIMIT].encode()
        started = time.process_time()
        masker.body(body, "application/json")
        masker.body(body, "text/plain")
        slowest = max(slowest, (time.process_time() - started) / 2)
    return slowest * 1000


async def run(env: Env) -> list[Result]:
    ours, bare = await _counted(env)
    return [
        Result("a call counted by address and caller ÷ bare round trip to Valkey", ours, bare, "ms", 2, "at most"),
        Result("masking of 32 kB of hostile text, the slowest ÷ 250 ms", _masked(), 250, "ms", 1, "at most"),
    ]
