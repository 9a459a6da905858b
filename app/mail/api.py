"""What others may ask of mail."""

from app.mail.use_cases.browse import outbox_page
from app.mail.use_cases.send import deliver, send
from app.mail.use_cases.upkeep import forget_mails

__all__ = [
    "deliver",  # hand a mail to the mail server
    "forget_mails",  # delete what is older
    "outbox_page",  # what was sent or would have been
    "send",  # write a mail with the deed that causes it
]
