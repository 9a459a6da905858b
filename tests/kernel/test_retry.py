from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.kernel import clock
from app.kernel.retry import RetryPolicy, retry_after
from app.kernel.transport import Reason, Unreachable, VendorAnswer

POLICY = RetryPolicy()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 2.0 "}, 2),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT"}, 30),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 20 Nov 2026 12:00:05 GMT", "date": "Fri, 20 Nov 2026 12:00:00 GMT"}, 5),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    with clock.frozen(datetime(2026, 11, 20, 10, tzinfo=UTC)):
        assert retry_after(headers) == seconds


def test_pauses_double_up_to_a_bound_and_jitter_takes_any_part() -> None:
    assert [POLICY.pause(attempt, lambda longest: longest) for attempt in range(1, 8)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert POLICY.pause(3, lambda _: 0.0) == 0


@pytest.mark.parametrize(
    ("status", "headers", "repeatable", "attempt", "pause"),
    [
        (200, {}, True, 1, None),
        (404, {}, True, 1, None),
        (500, {}, True, 1, 0.5),
        (503, {"retry-after": "9"}, True, 1, 9),
        (503, {"retry-after": "600"}, True, 1, None),
        (500, {}, False, 1, None),
        (429, {"retry-after": "3"}, False, 1, 3),
        (429, {}, False, 2, 2),
        (429, {"retry-after": "61"}, True, 1, None),
        (500, {}, True, 4, None),
    ],
)
def test_after_an_answer(status: int, headers: dict[str, str], repeatable: bool, attempt: int, pause: float | None) -> None:
    answer = VendorAnswer(status, headers, b"")
    assert POLICY.after_answer(answer, repeatable, attempt, lambda longest: longest) == pause


@pytest.mark.parametrize(
    ("reason", "sent", "repeatable", "again"),
    [
        ("dns", False, False, True),
        ("tls", False, False, True),
        ("connect", False, False, True),
        ("lost", True, True, True),
        ("lost", True, False, False),
        ("timeout", True, False, False),
        ("blocked", False, True, False),
        ("too_large", True, True, False),
        ("paused", False, True, False),
    ],
)
def test_after_no_answer(reason: Reason, sent: bool, repeatable: bool, again: bool) -> None:
    failure = Unreachable("no", reason=reason, sent=sent)
    assert (POLICY.after_failure(failure, repeatable, 1, lambda longest: longest) is not None) is again
    assert POLICY.after_failure(failure, repeatable, 4, lambda longest: longest) is None
