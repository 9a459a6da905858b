"""What a role may do with security. It is the organisation's own affair: owners and admins."""

from app.kernel.auth import permission

SECURITY = permission("organisation.security", "See and act on security alerts, and set their rules")
