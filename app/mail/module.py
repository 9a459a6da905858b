"""What main and worker mount of mail."""

from app.kernel.backup import BackupPart
from app.kernel.composition import Module
from app.mail import api
from app.mail.routes import mail

BACKUP = BackupPart(name="mail", export=api.export_settings, restore=api.restore_settings)
MODULE = Module(name="mail", routers=(mail,), parts=("app.mail.tasks", "app.mail.handlers"), backup=(BACKUP,))
