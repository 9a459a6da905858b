"""What main and worker mount of privacy."""

from app.kernel.backup import BackupPart
from app.kernel.composition import Module
from app.privacy import api
from app.privacy.routes import privacy

BACKUP = BackupPart(name="privacy", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(
    name="privacy",
    routers=(privacy,),
    parts=("app.privacy.tasks",),
    backup=(BACKUP,),
)
