"""The table of figures: what it says of a result, and where it goes."""

from __future__ import annotations

import pytest

from bench import run
from bench.result import Result


def test_a_result_holds_by_its_sense() -> None:
    assert Result("a", 80, 100, "/s", 0.80).holds
    assert not Result("a", 79, 100, "/s", 0.80).holds
    assert Result("b", 15, 10, "ms", 1.5, "at most").holds
    assert not Result("b", 16, 10, "ms", 1.5, "at most").holds
    assert not Result("c", 5, 0, "/s", 0.1).holds


def test_the_figures_replace_the_old_ones_and_nothing_else() -> None:
    page = run.PAGE.read_text()
    once = run.publish(page, run.table([Result("one", 1, 2, "/s", 0.4)]))
    again = run.publish(once, run.table([Result("two", 30, 2, "ms", 1, "at most")]))
    assert "| one | 1.0 /s | 2.0 /s | 0.50 | ≥ 0.4 | yes |" in once
    assert "| two | 30.0 ms | 2.0 ms | 15.00 | ≤ 1 | no |" in again and "| one |" not in again
    assert "| 0.018 ms |" in run.table([Result("little", 0.0181, 0.2, "ms", 1, "at most")])
    head, tail = page.split(run.BEGIN)[0], page.split(run.END)[1]
    assert again.startswith(head) and again.endswith(tail)


@pytest.mark.parametrize("name", run.NAMES)
def test_every_benchmark_can_be_run(name: str) -> None:
    # read, not imported: a benchmark's own event and handler would join those of the other tests
    assert "\nasync def run(env: Env" in (run.HERE / f"{name}.py").read_text()
