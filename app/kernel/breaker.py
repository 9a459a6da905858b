"""Stops calling a vendor that does not answer, per connection, for all processes at once.

Closed: calls go; each outage adds one, any answer sets back to nought. After `threshold` outages in a row it opens:
calls fail at once until `retry_at`. Then one call is let through as a probe (half-open): an answer closes the
breaker, another outage opens it again for twice as long, up to `longest` seconds.

A process that has just seen a clean state trusts it for a second, so that the happy path costs no round trip; another
process's outages are therefore heeded up to a second late. While Redis is away all calls pass: they are then held
back by the safe mode of the pacing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from app.kernel.ids import new_id
from app.kernel.shared import Away, Script, SharedState
from app.kernel.transport_contract import Unreachable

TRUST = 1.0  # seconds
_REMEMBERED = 10_000  # connections whose clean state a process keeps in mind
_CLOSED, _PROBE, _OPEN = 0, 1, 2

# KEYS[1]: hash of f failures, o opened at, n times opened in a row, r retry at, p probe, x expiry of the probe.
_PERMIT = Script("""
local v = redis.call('HMGET', KEYS[1], 'f', 'o', 'r', 'p', 'x')
if not v[2] then return {0, v[1] or '0', ''} end
local at = now()
if at < tonumber(v[3]) then return {2, v[1], v[3]} end
if v[4] and at < tonumber(v[5]) then return {2, v[1], v[5]} end
redis.call('HSET', KEYS[1], 'p', ARGV[2], 'x', exact(at + tonumber(ARGV[3])))
return {1, v[1], ''}
""")
_FAILED = Script("""
local probe, threshold, pause, longest = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local at, opened, holder = now(), redis.call('HGET', KEYS[1], 'o'), redis.call('HGET', KEYS[1], 'p')
local failures = redis.call('HINCRBY', KEYS[1], 'f', 1)
redis.call('EXPIRE', KEYS[1], 86400)
if opened and (probe == '' or holder ~= probe) then return 0 end
if not opened and failures < threshold then return 0 end
local times = redis.call('HINCRBY', KEYS[1], 'n', 1)
redis.call('HDEL', KEYS[1], 'p', 'x')
redis.call('HSET', KEYS[1], 'o', opened or exact(at), 'r', exact(at + math.min(longest, pause * 2 ^ (times - 1))))
return 1
""")
_ABANDON = Script("""
if redis.call('HGET', KEYS[1], 'p') == ARGV[2] then redis.call('HDEL', KEYS[1], 'p', 'x') end
return 1
""")
_CLOSE = Script("return redis.call('DEL', KEYS[1])")
_STATE = Script("""
local v = redis.call('HMGET', KEYS[1], 'f', 'o', 'r')
local s = (not v[2] and 'closed') or (now() < tonumber(v[3]) and 'open') or 'half_open'
return {s, v[1] or '0', v[2] or '', v[3] or ''}
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerState:
    """What a screen shows. `failures` in a row; `opened_at` when it opened first, `retry_at` when the next probe may
    go (both None while closed). `unknown` while Redis is away."""

    state: Literal["closed", "open", "half_open", "unknown"]
    failures: int = 0
    opened_at: datetime | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Leave to call. Give it back with `succeeded`, `failed` or, where nothing was learnt, `abandoned`."""

    connection_id: str
    probe: str = ""
    clean: bool = False  # nothing was counted against the connection a moment ago


class Breaker:
    """Shared by all connections of a process."""

    def __init__(self, shared: SharedState, *, threshold: int = 5, pause: float = 30.0, longest: float = 600.0) -> None:
        self._shared = shared
        self._threshold = threshold
        self._pause = pause
        self._longest = longest
        self._clean: dict[str, float] = {}

    async def permit(self, connection_id: str, *, lifetime: float = 60.0) -> Permit:
        """Leave to call; `lifetime` in seconds is how long a probe may take before another one is let through.
        Raises Unreachable(breaker_open) with `retry_at` (ISO 8601) among its details."""
        if self._clean.get(connection_id, 0.0) > self._shared.timing.monotonic():
            return Permit(connection_id=connection_id, clean=True)
        token = new_id().hex
        try:
            status, failures, retry_at = await self._run(_PERMIT, connection_id, token, lifetime)
        except Away:
            return Permit(connection_id=connection_id)
        if int(status) == _OPEN:
            raise _refused(_moment(retry_at), int(failures))
        if int(status) == _PROBE:
            return Permit(connection_id=connection_id, probe=token)
        clean = int(failures) == 0
        if clean:
            self._trust(connection_id)
        return Permit(connection_id=connection_id, clean=clean)

    async def succeeded(self, permit: Permit) -> None:
        """The vendor answered."""
        if permit.clean:
            return
        try:
            await self._run(_CLOSE, permit.connection_id)
        except Away:
            return
        self._trust(permit.connection_id)

    async def failed(self, permit: Permit) -> bool:
        """An outage. True when this one opened the breaker."""
        self._clean.pop(permit.connection_id, None)
        rules = (permit.probe, self._threshold, self._pause, self._longest)
        try:
            return bool(await self._run(_FAILED, permit.connection_id, *rules))
        except Away:
            return False

    async def abandoned(self, permit: Permit) -> None:
        """The call ended without telling anything of the vendor; another probe may go."""
        if not permit.probe:
            return
        try:
            await self._run(_ABANDON, permit.connection_id, permit.probe)
        except Away:
            return

    async def state(self, connection_id: str) -> BreakerState:
        try:
            state, failures, opened_at, retry_at = await self._run(_STATE, connection_id)
        except Away:
            return BreakerState(state="unknown")
        return BreakerState(
            state=_text(state),  # type: ignore[arg-type]  # the script knows these four words only
            failures=int(failures),
            opened_at=_moment(opened_at) if opened_at else None,
            retry_at=_moment(retry_at) if retry_at else None,
        )

    async def reset(self, connection_id: str) -> None:
        """Close it by hand, for instance after new credentials. Raises Away while Redis does not answer."""
        self._clean.pop(connection_id, None)
        await self._run(_CLOSE, connection_id)

    def _trust(self, connection_id: str) -> None:
        if len(self._clean) >= _REMEMBERED:
            self._clean.clear()
        self._clean[connection_id] = self._shared.timing.monotonic() + TRUST

    async def _run(self, script: Script, connection_id: str, *args: str | float) -> Any:
        return await self._shared.run(script, (f"ksap:breaker:{{{connection_id}}}",), args)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _moment(value: str | bytes) -> datetime:
    return datetime.fromtimestamp(float(value), UTC)


def _refused(retry_at: datetime, failures: int) -> Unreachable:
    return Unreachable(
        f"The vendor did not answer {failures} times in a row; the next try is at {retry_at:%H:%M:%S} UTC.",
        reason="breaker_open",
        details={"retry_at": retry_at.isoformat().replace("+00:00", "Z"), "failures": failures},
    )
