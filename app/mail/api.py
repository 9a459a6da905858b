"""What others may ask of mail."""

from app.mail.use_cases.backup import export_settings, restore_settings
from app.mail.use_cases.browse import outbox_page
from app.mail.use_cases.probe import probe
from app.mail.use_cases.reach import is_suppressed, note_reachable
from app.mail.use_cases.send import deliver, send
from app.mail.use_cases.upkeep import forget_mails
from app.mail.use_cases.wordings import (
    change_wording,
    list_suppressions,
    list_wordings,
    preview,
    release_suppression,
    reset_wording,
    send_test,
    wording,
)

__all__ = [
    "change_wording",  # say it in the organisation's own words
    "deliver",  # hand a mail to the mail server
    "export_settings",  # for a sealed backup
    "forget_mails",  # delete what is older
    "is_suppressed",  # whether an address refuses mail
    "list_suppressions",  # addresses that refuse mail
    "list_wordings",  # what every mail says
    "note_reachable",  # an address proved that it takes mail
    "outbox_page",  # what was sent or would have been
    "preview",  # a wording with made-up values
    "probe",  # try the mail server
    "release_suppression",  # send there again
    "reset_wording",  # back to KSAP's own words
    "restore_settings",  # from one
    "send",  # write a mail with the deed that causes it
    "send_test",  # a wording to oneself
    "wording",  # what one mail says
]
