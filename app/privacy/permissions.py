"""What a role may do for people's privacy. It is the organisation's own affair: owners and admins."""

from app.kernel.auth import permission

PRIVACY = permission("organisation.privacy", "Handle privacy requests, consents, retention and the data map")
