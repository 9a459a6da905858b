"""What main and worker mount of stores."""

from app.kernel.backup import BackupPart
from app.kernel.composition import Module
from app.stores import api
from app.stores.routes import ROUTERS

BACKUP = BackupPart(name="stores", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(
    name="stores",
    routers=ROUTERS,
    parts=("app.stores.tasks",),
    backup=(BACKUP,),
)
