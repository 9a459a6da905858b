"""How fast one connection may call its vendor: a leaky bucket and a bound on concurrency, exact across processes.

The bucket lives in Redis. `granted` counts all points ever given out and `leaked` those that the vendor has restored
since; their difference is the bucket's level. A call is told its position (`granted` after it) and goes when
`position - leaked` fits the capacity, so calls leave in the order in which they came, whatever they cost, and a
correction by the vendor's own figures moves everybody who waits.

Safe mode: while Redis is away each process keeps buckets of its own at a quarter of the pace (`SAFE_SHARE`), which
four processes may do at once without going over the vendor's limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from app.kernel.ids import new_id
from app.kernel.pacing_scripts import ACQUIRE, CONFIRM, HOLD, OBSERVE, RELEASE, REMAINING
from app.kernel.shared import Away, Script, SharedState
from app.kernel.transport_contract import Unreachable

if TYPE_CHECKING:
    from app.kernel.transport_contract import Pace

SAFE_SHARE = 0.25
"""The part of the pace that one process takes while Redis is away."""

POLL = 0.05  # seconds between looks for a place that another process may have freed
STEP = 0.5  # seconds slept at most before asking again: the vendor's figures may have changed meanwhile
LONGEST_HOLD = 900.0  # seconds
_GRACE = 10.0  # seconds a place is kept beyond the call's own time limit, should its process die
_GRANTED, _LATE = 1, 2
_SAME_MOMENT = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What is left: `available` of `capacity` points, `restore` points a second, `in_flight` calls, and the seconds
    for which the vendor has told us to hold (0 where it has not)."""

    available: float
    capacity: float
    restore: float
    in_flight: int
    held: float


@dataclass(slots=True, kw_only=True)
class Lease:
    """The right to make one call. Give it back with `Pacing.release`."""

    connection_id: str
    cost: float
    member: str = ""
    position: float = 0.0
    waited: float = 0.0
    local: _LocalBucket | None = None


@dataclass(slots=True, kw_only=True)
class _LocalBucket:
    capacity: float
    restore: float
    concurrent: int
    at: float
    level: float = 0.0
    in_flight: int = 0
    held_until: float = 0.0

    def wait(self, now: float, cost: float) -> float:
        self.level = max(0.0, self.level - self.restore * max(0.0, now - self.at))
        self.at = max(now, self.at)
        return max(0.0, (self.level + cost - self.capacity) / self.restore, self.held_until - now)


@dataclass(eq=False)
class _Lane:
    """The queue of one connection within this process: its head alone asks Redis."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    freed: asyncio.Event = field(default_factory=asyncio.Event)


class Pacing:
    """Shared by all connections of a process."""

    def __init__(self, shared: SharedState) -> None:
        self._shared = shared
        self._timing = shared.timing
        self._lanes: WeakValueDictionary[str, _Lane] = WeakValueDictionary()
        self._local: dict[str, _LocalBucket] = {}

    async def acquire(self, connection_id: str, pace: Pace, *, cost: float = 1.0, patience: float = 30.0) -> Lease:
        """Wait until a call of `cost` points may go, at most `patience` seconds; a wait that is known to be longer
        fails at once. Raises Unreachable(paused), with `retry_in` seconds among its details."""
        started = self._timing.monotonic()
        deadline = started + patience
        lane = self._lanes.get(connection_id) or self._lanes.setdefault(connection_id, _Lane())
        async with _turn(lane, patience):
            try:
                lease, wait = await self._enter(lane, connection_id, pace, cost, deadline)
                self._local.pop(connection_id, None)
            except Away:
                lease, wait = await self._enter_alone(lane, connection_id, pace, cost, deadline)
            try:
                await self._until_due(lease, pace, wait, deadline)
            except BaseException:
                await self.release(lease, used=False)
                raise
        lease.waited = self._timing.monotonic() - started
        return lease

    async def _enter(self, lane: _Lane, connection_id: str, pace: Pace, cost: float, deadline: float) -> tuple[Lease, float]:
        call = new_id().hex
        while True:
            left = max(0.0, deadline - self._timing.monotonic())
            lane.freed.clear()
            status, wait, position, member = await self._run(ACQUIRE, connection_id, pace, cost, call, left, left + _GRACE)
            if int(status) == _GRANTED:
                member = member.decode() if isinstance(member, bytes) else member
                lease = Lease(connection_id=connection_id, cost=cost, member=member, position=float(position))
                return lease, float(wait)
            if int(status) == _LATE:
                raise _paused(float(wait))
            await self._place(lane, left)

    async def _enter_alone(
        self, lane: _Lane, connection_id: str, pace: Pace, cost: float, deadline: float
    ) -> tuple[Lease, float]:
        bucket = self._local_bucket(connection_id, pace)
        cost = min(cost, bucket.capacity)
        while bucket.in_flight >= bucket.concurrent:
            lane.freed.clear()
            await self._place(lane, deadline - self._timing.monotonic())
        wait = bucket.wait(self._timing.monotonic(), cost)
        if wait > deadline - self._timing.monotonic():
            raise _paused(wait)
        bucket.level += cost
        bucket.in_flight += 1
        return Lease(connection_id=connection_id, cost=cost, local=bucket), wait

    def _local_bucket(self, connection_id: str, pace: Pace) -> _LocalBucket:
        found = self._local.get(connection_id)
        if found is None:
            found = self._local[connection_id] = _LocalBucket(
                capacity=max(1.0, pace.capacity * SAFE_SHARE),
                restore=max(1e-9, pace.restore * SAFE_SHARE),
                concurrent=max(1, int(pace.concurrent * SAFE_SHARE)),
                at=self._timing.monotonic(),
            )
        return found

    async def _place(self, lane: _Lane, left: float) -> None:
        """All places are taken: wait for one of this process to be freed, or look again after a moment."""
        if left <= 0:
            raise _paused(POLL)
        try:
            async with asyncio.timeout(min(POLL, left)):
                await lane.freed.wait()
        except TimeoutError:
            return

    async def _until_due(self, lease: Lease, pace: Pace, wait: float, deadline: float) -> None:
        while wait > _SAME_MOMENT:
            if wait > deadline - self._timing.monotonic() + _SAME_MOMENT:
                raise _paused(wait)
            nap = min(wait, STEP)
            await self._timing.sleep(nap)
            if lease.local is not None:
                wait -= nap
                continue
            try:
                wait = float(await self._run(CONFIRM, lease.connection_id, pace, lease.position))
            except Away:
                wait -= nap

    async def release(self, lease: Lease, *, used: bool = True) -> None:
        """The call is over. `used=False` gives the points back: it never left."""
        if lease.local is not None:
            lease.local.in_flight -= 1
            lease.local.level -= 0.0 if used else lease.cost
        else:
            try:
                keys = _keys(lease.connection_id)
                await self._shared.run(RELEASE, keys, (lease.member, 1 if used else 0))
            except Away:
                pass  # the place expires by itself
        if lane := self._lanes.get(lease.connection_id):
            lane.freed.set()

    async def observe(
        self,
        connection_id: str,
        pace: Pace,
        *,
        available: float,
        capacity: float | None = None,
        restore: float | None = None,
    ) -> None:
        """The vendor says that `available` points are left. Calls under way or waiting are taken off, since the
        vendor may not have seen them. `capacity` and `restore` replace the declared figures from now on."""
        try:
            figures = (available, "" if capacity is None else capacity, "" if restore is None else restore)
            await self._run(OBSERVE, connection_id, pace, *figures)
        except Away:
            return

    async def hold(self, connection_id: str, pace: Pace, seconds: float) -> None:
        """The vendor wants silence: no call of this connection goes for `seconds` (15 minutes at most)."""
        seconds = min(max(seconds, 0.0), LONGEST_HOLD)
        try:
            await self._run(HOLD, connection_id, pace, seconds)
        except Away:
            bucket = self._local_bucket(connection_id, pace)
            bucket.held_until = max(bucket.held_until, self._timing.monotonic() + seconds)

    async def remaining(self, connection_id: str) -> Budget | None:
        """The gauge of a connection; None where nothing is known (never called, long quiet, or Redis is away)."""
        try:
            found = await self._shared.run(REMAINING, _keys(connection_id), ())
        except Away:
            return None
        if not found:
            return None
        available, capacity, restore, in_flight, held = (float(value) for value in found)
        return Budget(available=available, capacity=capacity, restore=restore, in_flight=int(in_flight), held=held)

    async def _run(self, script: Script, connection_id: str, pace: Pace, *args: float | str) -> Any:
        declared = (pace.capacity, max(pace.restore, 1e-9), pace.concurrent)
        return await self._shared.run(script, _keys(connection_id), (*declared, *args))


@asynccontextmanager
async def _turn(lane: _Lane, patience: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(max(patience, 0.0)):
            await lane.turn.acquire()
    except TimeoutError:
        raise _paused(POLL) from None
    try:
        yield
    finally:
        lane.turn.release()


def _keys(connection_id: str) -> tuple[str, str]:
    return f"ksap:pace:{{{connection_id}}}", f"ksap:pace:{{{connection_id}}}:calls"


def _paused(wait: float) -> Unreachable:
    return Unreachable(
        f"The vendor's limit leaves no room for this call; the next one is free in {wait:.1f} s.",
        reason="paused",
        details={"retry_in": round(wait, 3)},
    )
