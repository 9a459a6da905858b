"""What main and worker mount of platform."""

from app.kernel.backup import BackupPart
from app.kernel.composition import Module
from app.platform import api
from app.platform.routes import settings

BACKUP = BackupPart(name="platform", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(name="platform", routers=(settings,), backup=(BACKUP,))
