"""What may be permitted of alerts."""

from app.kernel.auth import permission

SECURITY = "organisation.security"
"""Declared by the security context: whoever may not see its alerts finds none of them here."""
READ = permission("alerts.read", "See the inbox of alerts")
MANAGE = permission("alerts.manage", "Acknowledge, resolve and reopen alerts")
