"""What main and worker mount of accounts."""

from app.accounts import api
from app.accounts.authentication import wire
from app.accounts.routes import ROUTERS
from app.kernel.backup import BackupPart
from app.kernel.composition import Module

BACKUP = BackupPart(name="accounts", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(
    name="accounts",
    routers=ROUTERS,
    parts=("app.accounts.tasks",),
    backup=(BACKUP,),
    wire=wire,
    start=api.ensure_signing_key,
)
