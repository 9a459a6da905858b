"""The organisation's own words of mails, for a sealed backup. Mails and suppressed addresses are not in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork
from app.mail.contracts import Wording
from app.mail.models import OwnWording
from app.mail.use_cases.wordings import change_wording, list_wordings

_WORDS = ("subject", "text", "button")


async def export_settings(uow: UnitOfWork) -> list[dict[str, Any]]:
    own = await uow.scalars(select(OwnWording).order_by(OwnWording.template, OwnWording.language))
    return [{name: getattr(row, name) for name in ("template", "language", *_WORDS)} for row in own]


async def restore_settings(uow: UnitOfWork, data: Sequence[dict[str, Any]], restoring: Restoring) -> None:
    known = {(each.template, each.language): each for each in await list_wordings(uow)}
    for given in data:
        what = f"{given['template']} ({given['language']})"
        now = known.get((given["template"], given["language"]))
        wanted = Wording(**{name: str(given[name]) for name in _WORDS})
        if now is None:
            restoring.note("skipped", what, "This version has no such mail.")
        elif now.wording == wanted:
            restoring.note("same", what)
        else:
            await change_wording(uow, now.template, now.language, wanted)
            restoring.note("changed", what)
