"""What main and worker mount of security."""

from app.kernel.backup import BackupPart
from app.kernel.composition import Module
from app.security import api
from app.security.routes import security

BACKUP = BackupPart(name="security", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(name="security", routers=(security,), parts=("app.security.tasks",), backup=(BACKUP,))
