"""The rules, as data: which entries of the audit log they look at, whom they count them for, and when it is too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.security.contracts import Deed, Severity

Subject = Literal["actor", "target", "address", "channel"]
MINUTE, HOUR, DAY = 60, 3600, 86_400
SIGN_INS = ("session.opened", "session.opened_by_provider", "session.switched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """It fires when what `counts` says of entries with these `actions` reaches `threshold` for one subject within `seconds`,
    and then not again before as many seconds have passed.

    `subject`: who did it, what it was done to, or a detail of the entry. `counts`: `times`, or the detail that is added up.
    `when`: details of which an entry must have one. `within`: the detail, in seconds, that must lie within the window.
    `deeds`: what an alert offers to do.
    """

    name: str
    title: str
    meaning: str
    actions: tuple[str, ...]
    subject: Subject
    threshold: int
    seconds: int
    severity: Severity
    counts: str = "times"
    when: Mapping[str, Any] = field(default_factory=dict)
    within: str = ""
    deeds: tuple[Deed, ...] = ()

    @property
    def single(self) -> bool:
        """One entry is enough by the nature of the thing."""
        return self.threshold == 1 and self.counts == "times"


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="new_country", title="Sign-in from a new country",
            meaning="Somebody signed in from a country that they never signed in from before.",
            actions=SIGN_INS, when={"new_country": True}, subject="actor", threshold=1, seconds=DAY, severity="warning",
            deeds=("end_session", "lock_member"),
        ),
        Rule(
            name="impossible_travel", title="Two countries within a short time",
            meaning="Somebody was in two countries, by their sign-ins or by a session that moved, within less than this time.",
            actions=(*SIGN_INS, "session.moved"), within="seconds_since", subject="actor", threshold=1, seconds=2 * HOUR,
            severity="critical", deeds=("end_session", "lock_member"),
        ),
        Rule(
            name="session_moved", title="A session in other hands",
            meaning="A session went on in another country or another kind of browser than it began in.",
            actions=("session.moved",), when={"country_changed": True, "device_changed": True}, subject="target", threshold=1,
            seconds=HOUR, severity="warning", deeds=("end_session", "lock_member"),
        ),
        Rule(
            name="failed_sign_ins", title="Many failed sign-ins to an account",
            meaning="Wrong passwords or codes for one account.",
            actions=("login.failed", "login.locked", "mfa.failed"), subject="target", threshold=5, seconds=15 * MINUTE,
            severity="warning", deeds=("lock_member",),
        ),
        Rule(
            name="failed_sign_ins_address", title="Many failed sign-ins from an address",
            meaning="Wrong passwords or codes from one network address, whichever the accounts.",
            actions=("login.failed", "login.locked", "mfa.failed"), subject="address", threshold=15, seconds=15 * MINUTE,
            severity="warning",
        ),
        Rule(
            name="denied_calls", title="Many denied calls",
            meaning="Calls of one person or API key that their permissions do not include.",
            actions=("access.denied",), subject="actor", threshold=20, seconds=10 * MINUTE, severity="warning",
            deeds=("lock_member", "revoke_api_key"),
        ),
        Rule(
            name="probing", title="Many calls for what does not exist",
            meaning="Calls of one person or API key for things that do not exist or are not theirs; counted by twenties.",
            actions=("access.missed",), counts="calls", subject="actor", threshold=100, seconds=10 * MINUTE,
            severity="warning", deeds=("lock_member", "revoke_api_key"),
        ),
        Rule(
            name="many_exports", title="Many exports",
            meaning="Exports, files of exports and backups of settings that one person or API key fetched.",
            actions=("audit.exported", "privacy.export_fetched", "settings.backed_up"), subject="actor", threshold=10,
            seconds=HOUR, severity="warning", deeds=("lock_member", "revoke_api_key"),
        ),
        Rule(
            name="mass_export", title="Mass export",
            meaning="Rows that left in exports of one person or API key.",
            actions=("audit.exported", "privacy.export_fetched"), counts="rows", subject="actor",
            threshold=50_000, seconds=HOUR, severity="critical", deeds=("lock_member", "revoke_api_key"),
        ),
        Rule(
            name="secrets_issued", title="Many new credentials",
            meaning="API keys, programs and their secrets that one person made: each was shown to them once.",
            actions=("api_key.created", "oauth.client_created", "oauth.client_secret_renewed"), subject="actor",
            threshold=5, seconds=HOUR, severity="warning", deeds=("lock_member",),
        ),
        Rule(
            name="credentials_read", title="Many credentials looked at",
            meaning="Credentials of connections that one person opened in the settings or put into a backup.",
            actions=("credential.viewed", "connection.credentials_exported"), subject="actor", threshold=20,
            seconds=10 * MINUTE, severity="warning", deeds=("lock_member",),
        ),
        Rule(
            name="api_key_new_country", title="API key used from a new country",
            meaning="An API key was used from a country that it was never used from before.",
            actions=("api_key.new_country",), subject="actor", threshold=1, seconds=DAY, severity="warning",
            deeds=("revoke_api_key",),
        ),
        Rule(
            name="token_reused", title="A spent token was used again",
            meaning="A refresh token or code came a second time: somebody else may have it. What it belonged to has ended.",
            actions=("session.token_reused", "oauth.token_reused", "oauth.code_reused"), subject="target", threshold=1,
            seconds=HOUR, severity="critical",
        ),
        Rule(
            name="recovery_code_used", title="Sign-in by a recovery code",
            meaning="Somebody used a recovery code in place of their second factor.",
            actions=("mfa.recovery_code_used",), subject="target", threshold=1, seconds=HOUR, severity="warning",
            deeds=("lock_member",),
        ),
        Rule(
            name="factor_off", title="Second factor switched off",
            meaning="Somebody's sign-in takes the password alone from now on.",
            actions=("mfa.disabled",), subject="target", threshold=1, seconds=HOUR, severity="warning",
            deeds=("lock_member",),
        ),
        Rule(
            name="owner_changed", title="The organisation changed hands",
            meaning="Another member is the owner now.",
            actions=("organisation.transferred",), subject="target", threshold=1, seconds=HOUR, severity="critical",
        ),
        Rule(
            name="secret_leaving", title="A secret on its way out",
            meaning="Something that looks like a credential was about to leave in a text, mail or export, and was held back.",
            actions=("secret.blocked", "secret.masked"), subject="channel", threshold=1, seconds=HOUR, severity="critical",
        ),
    )
}  # fmt: skip

WATCHED = frozenset(action for rule in RULES.values() for action in rule.actions)
"""Every verb that some rule looks at."""
