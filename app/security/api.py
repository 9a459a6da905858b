"""What others may ask of security."""

from app.security.repository import behind, organisations
from app.security.use_cases.backup import export_settings, restore_settings
from app.security.use_cases.respond import respond
from app.security.use_cases.settings import rules, set_rule
from app.security.use_cases.watch import forget_findings, judge

__all__ = [
    "behind",  # whose audit log has entries that nobody judged; for the clockwork
    "export_settings",  # for a sealed backup
    "forget_findings",  # delete what is older
    "judge",  # bring alerts to the audit log
    "organisations",  # who has findings; for the clockwork
    "respond",  # do what an alert offers
    "restore_settings",  # from one
    "rules",  # how every rule holds
    "set_rule",  # set one
]
