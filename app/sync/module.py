"""What main and worker mount of sync."""

from app.kernel.backup import BackupPart
from app.kernel.composition import Module
from app.sync import api
from app.sync.routes import ROUTERS

BACKUP = BackupPart(name="sync", export=api.export_settings, restore=api.restore_settings, after=("stores", "inventory"))
MODULE = Module(
    name="sync",
    routers=ROUTERS,
    parts=("app.sync.handlers", "app.sync.tasks"),
    backup=(BACKUP,),
)
