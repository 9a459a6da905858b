"""Retention policies and published texts, for a sealed backup. What people agreed to is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork
from app.privacy.models import PrivacyText, RetentionPolicy
from app.privacy.use_cases.consent import publish_text
from app.privacy.use_cases.retention import policies, set_policy

_TEXT = ("kind", "text_version", "language", "text")


async def export_settings(uow: UnitOfWork) -> dict[str, Any]:
    own = (await uow.scalars(select(RetentionPolicy).order_by(RetentionPolicy.policy))).all()
    published = (await uow.scalars(select(PrivacyText).order_by(PrivacyText.published_at, PrivacyText.id))).all()
    return {
        "retention": [{"policy": row.policy, "days": row.days, "enabled": row.enabled} for row in own],
        "texts": [{name: getattr(row, name) for name in _TEXT} for row in published],
    }


async def restore_settings(uow: UnitOfWork, data: Mapping[str, Any], restoring: Restoring) -> None:
    """A text that is published stays as it is: people may have agreed to it."""
    for given in data["retention"]:
        now = {each.policy: each for each in await policies(uow)}.get(given["policy"])
        if now is None:
            restoring.note("skipped", str(given["policy"]), "This version has no such policy.")
        elif (now.days, now.enabled) == (given["days"], given["enabled"]):
            restoring.note("same", now.title)
        else:
            await set_policy(uow, now.policy, days=int(given["days"]), enabled=bool(given["enabled"]))
            restoring.note("changed", now.title)
    known = {tuple(getattr(row, name) for name in _TEXT[:3]) for row in await uow.scalars(select(PrivacyText))}
    for given in data["texts"]:
        fields = {name: str(given[name]) for name in _TEXT}
        what = f"{fields['kind']} {fields['text_version']} ({fields['language']})"
        if tuple(fields[name] for name in _TEXT[:3]) in known:
            restoring.note("same", what)
        else:
            await publish_text(uow, **fields)
            restoring.note("created", what)
