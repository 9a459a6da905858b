"""What main and worker mount of the audit log."""

from app.audit.routes import audit
from app.kernel.composition import Module

MODULE = Module(name="audit", routers=(audit,), parts=("app.audit.tasks",))
