"""Outgoing HTTP to vendors: pacing, retry, breaker, egress guard, masked exchange log."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from redis.asyncio import Redis

from app.kernel import clock, correlation, vendor_metrics
from app.kernel.breaker import Breaker, Permit
from app.kernel.egress import CONNECT_TIMEOUT, EgressGuard, Resolver, failure, system_resolver
from app.kernel.egress_http import ALLOW_PRIVATE, GuardedTransport
from app.kernel.exchange import ExchangeSink, RawExchange
from app.kernel.masking import Masker
from app.kernel.pacing import Pacing
from app.kernel.retry import OUTAGES, REPEATABLE, RetryPolicy
from app.kernel.shared import SharedState, Timing
from app.kernel.transport_contract import Pace, Reason, SecretHeldBack, Transport, Unreachable, VendorAnswer
from app.kernel.vendor_clock import VendorClocks
from app.kernel.wire import Call, Hop, build, encode, hold_secrets_back, read

__all__ = ["HttpTransport", "Pace", "Reason", "SecretHeldBack", "Transport", "TransportPool", "Unreachable", "VendorAnswer"]

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024 * 1024
MAX_REDIRECTS = 3


class TransportPool:
    """What all connections of a process share: one HTTP client, the pacing and the breaker in Redis. Opened by the
    composition root, closed at shutdown; `pacing.remaining` and `breaker.state` are there for screens."""

    def __init__(
        self,
        redis: Redis,
        *,
        user_agent: str = "KSAP",
        max_body: int = MAX_BODY,
        policy: RetryPolicy | None = None,
        timing: Timing | None = None,
        resolver: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.timing = timing or Timing()
        self.policy = policy or RetryPolicy()
        self.max_body = max_body
        self.user_agent = user_agent
        self._resolver = resolver
        self._ssl = ssl_context or httpx.create_ssl_context()
        shared = SharedState(redis, timing=self.timing)
        self.pacing = Pacing(shared)
        self.breaker = Breaker(shared)
        self.clocks = VendorClocks()
        self.client = httpx.AsyncClient(
            transport=GuardedTransport(ssl_context=self._ssl, resolver=resolver),
            timeout=30.0,  # for others who borrow the client; our calls bring their own
            trust_env=False,  # neither proxies nor .netrc passwords of the machine
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # one merchant's session must not meet another's
        )
        _hush()

    @classmethod
    @asynccontextmanager
    async def open_pool(cls, redis: Redis, **options: Any) -> AsyncIterator[TransportPool]:
        """The pool for as long as the block lasts; `options` are those of the constructor."""
        pool = cls(redis, **options)
        try:
            yield pool
        finally:
            await pool.aclose()

    async def aclose(self) -> None:
        await self.client.aclose()

    def guard(self, *, allow_private: bool = False, allow_http: bool | None = None) -> EgressGuard:
        """The egress rules of one kind of connection, for checks and probes before anything is saved."""
        return EgressGuard(allow_private=allow_private, allow_http=allow_http, resolver=self._resolver, ssl_context=self._ssl)

    def open(
        self,
        connection_id: str,
        *,
        pace: Pace,
        allow_private: bool,
        log: ExchangeSink,
        secrets: Iterable[str],
        label: str = "vendor",
        allow_http: bool | None = None,
    ) -> HttpTransport:
        """The way out of one connection; cheap, nothing is opened yet. `label` is the vendor's slug for the metrics,
        `secrets` are hidden from the log wherever they turn up, `allow_http` follows `allow_private` unless given."""
        guard = self.guard(allow_private=allow_private, allow_http=allow_http)
        return HttpTransport(self, connection_id, pace=pace, guard=guard, log=log, masker=Masker(secrets), label=label)


class HttpTransport:
    """`Transport` over the pool. Safe to use from many tasks at once."""

    def __init__(
        self,
        pool: TransportPool,
        connection_id: str,
        *,
        pace: Pace,
        guard: EgressGuard,
        log: ExchangeSink,
        masker: Masker,
        label: str,
    ) -> None:
        self._pool = pool
        self._id = connection_id
        self._pace = pace
        self._guard = guard
        self._log = log
        self._masker = masker
        self._label = label
        self._waits = vendor_metrics.PACE_SECONDS.labels(label)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        cost: float = 1.0,
        repeatable: bool | None = None,
        purpose: str = "",
        timeout: float = 30.0,
    ) -> VendorAnswer:
        """See `Transport.send`. `timeout` in seconds is for everything: waiting for the pace, attempts and pauses."""
        request_id = correlation.current() or correlation.new_correlation_id()
        base = {"user-agent": self._pool.user_agent, "accept": "*/*", "x-request-id": request_id}
        hop = encode(method, url, base_headers=base, headers=headers, params=params, json=json, content=content, form=form)
        if form is None:  # forms are how one signs in
            hold_secrets_back(hop, self._masker)
        call = Call(
            hop=hop,
            correlation_id=request_id,
            purpose=purpose,
            cost=cost,
            repeatable=hop.method in REPEATABLE if repeatable is None else repeatable,
            deadline=self._pool.timing.monotonic() + timeout,
        )
        permit = await self._pool.breaker.permit(self._id, lifetime=timeout + CONNECT_TIMEOUT)
        try:
            answer = await self._attempts(call, alone=bool(permit.probe))
        except Unreachable as error:
            await self._tell_breaker(permit, outage=True if error.reason in OUTAGES else None)
            raise
        except BaseException:
            await self._pool.breaker.abandoned(permit)
            raise
        await self._tell_breaker(permit, outage=answer.status >= 500)
        return answer

    async def observe(self, *, available: float, capacity: float | None = None, restore: float | None = None) -> None:
        """See `Transport.observe`."""
        await self._pool.pacing.observe(self._id, self._pace, available=available, capacity=capacity, restore=restore)

    async def _tell_breaker(self, permit: Permit, *, outage: bool | None) -> None:
        if outage is None:
            await self._pool.breaker.abandoned(permit)
        elif not outage:
            await self._pool.breaker.succeeded(permit)
        elif await self._pool.breaker.failed(permit):
            vendor_metrics.BREAKER_OPENS.labels(self._label).inc()
            log.warning("vendor %s: the circuit breaker of connection %s opened", self._label, self._id)

    def _left(self, call: Call) -> float:
        return call.deadline - self._pool.timing.monotonic()

    async def _attempts(self, call: Call, *, alone: bool) -> VendorAnswer:
        """Attempts and the pauses between them. A probe of the breaker goes `alone`, without repetition."""
        policy, timing = self._pool.policy, self._pool.timing
        applied, attempt = False, 0
        last: VendorAnswer | Unreachable | None = None
        while True:
            attempt += 1
            pause: float | None
            try:
                answer = await self._attempt(call, attempt)
                applied = applied or answer.status >= 500
                pause = policy.after_answer(answer, call.repeatable, attempt, timing.jitter)
                result: VendorAnswer | Unreachable = answer
            except Unreachable as error:
                if error.reason == "paused" and last is not None:
                    return _settle(last)
                error.sent = applied = error.sent or applied
                pause = policy.after_failure(error, call.repeatable, attempt, timing.jitter)
                result = error
            if pause is None or alone or pause > self._left(call):
                return _settle(result)
            last = result
            refused = isinstance(result, VendorAnswer) and result.status == 429
            cause = vendor_metrics.outcome_of(result.status) if isinstance(result, VendorAnswer) else result.reason
            vendor_metrics.RETRIES.labels(self._label, cause).inc()
            await timing.sleep(0.0 if refused else pause)  # after a 429 the pacing holds the whole connection

    async def _attempt(self, call: Call, attempt: int) -> VendorAnswer:
        pacing = self._pool.pacing
        call.sent = False
        lease = await pacing.acquire(self._id, self._pace, cost=call.cost, patience=self._left(call))
        self._waits.observe(lease.waited)
        try:
            hop, hops = call.hop, 0
            while True:
                answer = await self._exchange(call, hop, attempt)
                follow = hop.redirected(answer) if hops < MAX_REDIRECTS else None
                if follow is None:
                    break
                hop, hops = follow, hops + 1
            if answer.status == 429:
                await pacing.hold(self._id, self._pace, self._pool.policy.asked(answer, attempt))
            return answer
        finally:
            await pacing.release(lease, used=call.sent)

    async def _exchange(self, call: Call, hop: Hop, attempt: int) -> VendorAnswer:
        """One request on the wire, and its line in the exchange log."""
        at, started = clock.now(), time.perf_counter()
        answer: VendorAnswer | None = None
        error, outcome = "cancelled", "cancelled"
        try:
            answer = await self._wire(call, hop)
            self._pool.clocks.heard(self._id, answer.headers, sent=at, got=clock.now())
            error, outcome = "", vendor_metrics.outcome_of(answer.status)
            return answer
        except Unreachable as unreachable:
            unreachable.sent = unreachable.sent and call.sent
            error, outcome = f"{unreachable.reason}: {unreachable.message}", unreachable.reason
            raise
        finally:
            seconds = time.perf_counter() - started
            vendor_metrics.REQUEST_SECONDS.labels(self._label, outcome).observe(seconds)
            raw = RawExchange(
                connection_id=self._id,
                correlation_id=call.correlation_id,
                at=at,
                method=hop.method,
                url=hop.url,
                request_headers=hop.headers,
                request_body=hop.content,
                status=answer.status if answer else None,
                response_headers=answer.headers if answer else {},
                response_body=answer.body if answer else b"",
                ms=seconds * 1000,
                attempt=attempt,
                error=error,
                purpose=call.purpose,
            )
            await self._record(raw)

    async def _wire(self, call: Call, hop: Hop) -> VendorAnswer:
        host = self._guard.admit(hop.url).host
        left = self._left(call)
        timeouts = {"connect": min(CONNECT_TIMEOUT, left), "read": left, "write": left, "pool": left}
        extensions = {"timeout": timeouts, ALLOW_PRIVATE: self._guard.allow_private, "trace": call.trace}
        request = build(hop, extensions)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(left):
                response = await self._pool.client.send(request, stream=True)
                try:
                    headers, body = await read(response, cap=self._pool.max_body)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise failure("timeout", f"{host} did not answer in time.", sent=True) from None
        return VendorAnswer(response.status_code, headers, body, (time.perf_counter() - started) * 1000)

    async def _record(self, raw: RawExchange) -> None:
        """A log that is full or broken must not cost the call."""
        try:
            await self._log(raw.masked(self._masker))
        except Exception:
            vendor_metrics.LOST_EXCHANGES.labels(self._label).inc()
            log.exception("an exchange of connection %s was not logged", self._id)


def _settle(result: VendorAnswer | Unreachable) -> VendorAnswer:
    if isinstance(result, Unreachable):
        raise result
    return result


def _hush() -> None:
    """Both libraries log URLs and headers, secrets included, below WARNING."""
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.getEffectiveLevel(), logging.WARNING))
