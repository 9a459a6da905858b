"""What people may do with mail."""

from app.kernel.auth import permission

OUTBOX = permission("mail.outbox", "See the mails that KSAP sent or would have sent, with their links")
MANAGE = permission("mail.manage", "Change what mails say, and release addresses that are held back")
