"""What main and worker mount of fulfilment."""

from app.fulfilment import api
from app.fulfilment.routes import orders, shipments, shipping
from app.kernel.backup import BackupPart
from app.kernel.composition import Module

BACKUP = BackupPart(name="fulfilment", export=api.export_settings, restore=api.restore_settings, after=("inventory",))
MODULE = Module(
    name="fulfilment",
    routers=(orders, shipments, shipping),
    parts=("app.fulfilment.tasks",),
    backup=(BACKUP,),
)
