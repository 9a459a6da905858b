"""What a role may do with the audit log. It is the organisation's own affair: owners and admins."""

from app.kernel.auth import permission

AUDIT = permission("organisation.audit", "Search, export and verify the audit log")
