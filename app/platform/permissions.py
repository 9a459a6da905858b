"""What people may do to settings. By their names they are of owners and admins, or of owners alone."""

from app.kernel.auth import permission

SETTINGS = permission("organisation.settings", "See and change the organisation's settings")
INTEGRATIONS = permission("organisation.integrations", "See which credentials of other systems the organisation holds")
BACKUP = permission("organisation.backup", "Back up all settings with their credentials, and restore them")
