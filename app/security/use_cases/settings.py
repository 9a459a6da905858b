"""See how the rules hold here, and set them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.security.contracts import RuleView
from app.security.models import SecurityRule
from app.security.repository import Watch
from app.security.rules import DAY, RULES, Rule

SHORTEST, LONGEST = 60, 7 * DAY


async def rules(uow: UnitOfWork) -> list[RuleView]:
    """Every rule as it holds in the organisation."""
    own = await Watch(uow).own_rules()
    return [_view(rule, own.get(rule.name)) for rule in RULES.values()]


async def set_rule(
    uow: UnitOfWork, name: str, *, enabled: bool, threshold: int, seconds: int, severity: str
) -> RuleView:  # fmt: skip
    """Raises NotFound, and Invalid for a threshold of what one is enough for, or a window that is too short or too long."""
    rule = RULES.get(name)
    if rule is None:
        raise NotFound("security rule", name)
    if not SHORTEST <= seconds <= LONGEST:
        raise Invalid(f"From {SHORTEST} seconds to {LONGEST // DAY} days.", field="seconds")
    if threshold < 1 or (rule.single and threshold != 1):
        raise Invalid("One is enough for this rule." if rule.single else "At least one.", field="threshold")
    watch = Watch(uow)
    before = (await watch.own_rules()).get(name)
    facts: Mapping[str, Any] = {"enabled": enabled, "threshold": threshold, "seconds": seconds, "severity": severity}
    was = _facts(_view(rule, before))
    await watch.set_rule(name, facts)
    audit.record(uow, "security.rule_changed", kind="security rule", id_=name, before=was, after=dict(facts))
    return _view(rule, (await watch.own_rules())[name])


def _facts(view: RuleView) -> dict[str, Any]:
    return {"enabled": view.enabled, "threshold": view.threshold, "seconds": view.seconds, "severity": view.severity}


def _view(rule: Rule, own: SecurityRule | None) -> RuleView:
    return RuleView(
        rule=rule.name, title=rule.title, meaning=rule.meaning, counts=rule.counts, single=rule.single,
        enabled=own.enabled if own else True,
        threshold=own.threshold if own else rule.threshold,
        seconds=own.seconds if own else rule.seconds,
        severity=own.severity if own else rule.severity,
        usual_enabled=True, usual_threshold=rule.threshold, usual_seconds=rule.seconds, usual_severity=rule.severity,
        updated_by=own.updated_by if own else "", updated_at=own.updated_at if own else None,
    )  # fmt: skip
