"""Judge the audit log by the rules, and raise an alert where something is unusual.

The log is read behind the deeds, in the order of its chain: each entry is judged once, whatever process wrote it, and no
call waits for a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.accounts import api as accounts
from app.alerts import api as alerts
from app.alerts.contracts import Cause
from app.kernel import clock
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.process import process
from app.mail import api as mail
from app.security import repository, words
from app.security.contracts import RuleView
from app.security.repository import Entry, Watch
from app.security.rules import RULES, WATCHED, Rule
from app.security.use_cases.settings import rules
from app.security.windows import Alarm, Happening, alarms

KEPT = timedelta(days=90)
SHOWN = 20  # entries that an alert names


async def judge(org_id: UUID) -> int:
    """Bring an organisation's alerts to its audit log. Returns how many rules fired."""
    fired = 0
    while True:
        async with unit_of_work(org_id) as uow:
            watch = Watch(uow)
            last, entries = await watch.unread()
            if entries:
                await watch.read_to(last)
                fired += await _judge(uow, [entry for entry in entries if entry.action in WATCHED])
        if len(entries) < repository.PAGE:
            return fired


async def forget_findings(org_id: UUID) -> int:
    async with unit_of_work(org_id) as uow:
        return await Watch(uow).forget(clock.now() - KEPT)


async def _judge(uow: UnitOfWork, entries: Sequence[Entry]) -> int:
    if not entries:
        return 0
    settings = {view.rule: view for view in await rules(uow) if view.enabled}
    fired = 0
    for rule in RULES.values():
        held = settings.get(rule.name)
        if held is None:
            continue
        fresh: dict[str, list[Entry]] = {}
        for entry in entries:
            if subject := _subject(rule, entry, held.seconds):
                fresh.setdefault(subject, []).append(entry)
        for subject, of_subject in fresh.items():
            fired += await _judge_subject(uow, rule, held, subject, of_subject)
    return fired


async def _judge_subject(uow: UnitOfWork, rule: Rule, held: RuleView, subject: str, fresh: Sequence[Entry]) -> int:
    watch, window = Watch(uow), timedelta(seconds=held.seconds)
    first, last = min(entry.at for entry in fresh), max(entry.at for entry in fresh)
    near = await watch.near(rule.subject, subject, rule.actions, first - window, last + window)
    known = {entry.id: entry for entry in near if _subject(rule, entry, held.seconds)}
    happenings = [Happening(entry.at, _weight(rule, entry), entry.id) for entry in known.values()]
    before = await watch.found(rule.name, subject, first - 2 * window)
    found = alarms(happenings, threshold=held.threshold, window=window, before=before, since=first)
    for alarm in found:
        watch.note(rule.name, subject, alarm.at, alarm.number, [each.entry for each in alarm.happenings[-SHOWN:]])
    if found:
        behind = [known[each.entry] for each in found[-1].happenings]
        await _raise(uow, rule, held, subject, found[-1], behind)
    return len(found)


def _subject(rule: Rule, entry: Entry, seconds: int) -> str:
    """For whom the rule counts the entry; empty where it does not."""
    if entry.action not in rule.actions:
        return ""
    if rule.when and not any(entry.details.get(name) == value for name, value in rule.when.items()):
        return ""
    if rule.within and not _number(entry.details.get(rule.within, seconds)) < seconds:
        return ""
    if rule.subject == "actor":
        return entry.actor_id
    return entry.target_id if rule.subject == "target" else str(entry.details.get(rule.subject) or "")


def _weight(rule: Rule, entry: Entry) -> int:
    return 1 if rule.counts == "times" else max(0, _number(entry.details.get(rule.counts)))


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


async def _raise(
    uow: UnitOfWork, rule: Rule, held: RuleView, subject: str, alarm: Alarm, behind: Sequence[Entry]
) -> None:  # fmt: skip
    """One alert per rule and subject: a further alarm of an open one changes it, a further one of a resolved one opens it."""
    who = await _who(uow, rule, behind[-1])
    last = behind[-1]

    def said(language: str) -> tuple[str, str]:
        told = words.detail(
            rule, number=alarm.number, threshold=held.threshold, seconds=held.seconds, address=_text(last, "address"),
            language=language,
        )  # fmt: skip
        return words.title(rule, who, language), told

    title, detail = said("en")
    data: Mapping[str, Any] = {
        "rule": rule.name, "who": who, "subject_kind": rule.subject, "subject": subject, "number": alarm.number,
        "seconds": held.seconds, "counts": rule.counts, "first_at": behind[0].at.isoformat(), "at": alarm.at.isoformat(),
        "entries": [str(entry.id) for entry in behind[-SHOWN:]], "deeds": _deeds(rule, last),
        "address": _text(last, "address"), "country": _text(last, "country"), "channel": _text(last, "channel"),
        "country_before": _text(last, "country_before"), "field": _text(last, "field"),
    }  # fmt: skip
    cause = Cause(
        key=f"security:{rule.name}:{subject}", kind="security", severity=held.severity, title=title, detail=detail,
        links=tuple(("audit_entry", entry.id) for entry in behind[-SHOWN:]), data=data, at=alarm.at,
    )  # fmt: skip
    raised = await alerts.raise_causes(uow, [cause])
    if raised and held.severity == "critical":
        await _mail_owners(uow, said)


async def _who(uow: UnitOfWork, rule: Rule, last: Entry) -> str:
    """Whom the alert speaks of, for people."""
    if rule.subject in ("address", "channel"):
        return str(last.details.get(rule.subject) or "")
    if rule.subject == "target" and last.target_kind == "user":
        if last.target_id != last.actor_id:
            return await accounts.email_of(uow, UUID(last.target_id))
        return last.actor_label
    if last.actor_label or last.target_kind != "session":
        return last.actor_label
    return await accounts.email_of_session(uow, UUID(last.target_id))


def _deeds(rule: Rule, last: Entry) -> list[dict[str, str]]:
    """What may be done about it, with whose id."""
    user = last.actor_id if last.actor_kind == "user" else last.target_id if last.target_kind == "user" else ""
    able = {
        "end_session": last.target_id if last.target_kind == "session" else "",
        "lock_member": user,
        "revoke_api_key": last.actor_id if last.actor_kind == "api_key" else "",
    }
    return [{"deed": deed, "id": able[deed]} for deed in rule.deeds if able[deed]]


def _text(entry: Entry, name: str) -> str:
    value = entry.details.get(name)
    return value if isinstance(value, str) else ""


async def _mail_owners(uow: UnitOfWork, said: Callable[[str], tuple[str, str]]) -> None:
    organisation = (await accounts.read_organisation(uow)).name
    link = f"{process().settings.public_url}/inbox?kind=security"
    for owner in await accounts.owners(uow):
        title, detail = said(owner.language)
        data = {"name": owner.first_name, "organisation": organisation, "title": title, "detail": detail, "link": link}
        await mail.send(uow, owner.email, "security_alert", data, owner.language)
