"""What main and worker mount of inventory."""

from app.inventory import api
from app.inventory.routes import inventory
from app.kernel.backup import BackupPart
from app.kernel.composition import Module

BACKUP = BackupPart(name="inventory", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(
    name="inventory",
    routers=(inventory,),
    parts=("app.inventory.tasks",),
    backup=(BACKUP,),
)
