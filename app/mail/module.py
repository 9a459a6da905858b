"""What main and worker mount of mail."""

from app.kernel.composition import Module
from app.mail.routes import mail

MODULE = Module(name="mail", routers=(mail,), parts=("app.mail.tasks", "app.mail.handlers"))
