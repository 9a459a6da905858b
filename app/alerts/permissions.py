"""What may be permitted of alerts."""

from app.kernel.auth import permission

READ = permission("alerts.read", "See the inbox of alerts")
MANAGE = permission("alerts.manage", "Acknowledge, resolve and reopen alerts")
