"""How the rules were set, for a sealed backup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork
from app.security.repository import Watch
from app.security.use_cases.settings import rules, set_rule

_FACTS = ("enabled", "threshold", "seconds", "severity")


async def export_settings(uow: UnitOfWork) -> list[dict[str, Any]]:
    own = await Watch(uow).own_rules()
    return [{"rule": name, **{fact: getattr(own[name], fact) for fact in _FACTS}} for name in sorted(own)]


async def restore_settings(uow: UnitOfWork, data: Sequence[dict[str, Any]], restoring: Restoring) -> None:
    now = {view.rule: view for view in await rules(uow)}
    for given in data:
        name, facts = str(given["rule"]), {fact: given[fact] for fact in _FACTS}
        if name not in now:
            restoring.note("skipped", name, "This version has no such rule.")
        elif all(getattr(now[name], fact) == value for fact, value in facts.items()):
            restoring.note("same", now[name].title)
        else:
            await set_rule(
                uow, name, enabled=bool(facts["enabled"]), threshold=int(facts["threshold"]), seconds=int(facts["seconds"]),
                severity=str(facts["severity"]),
            )  # fmt: skip
            restoring.note("changed", now[name].title)
