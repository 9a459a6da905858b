"""What main and worker mount of security."""

from app.kernel.composition import Module
from app.security.routes import security

MODULE = Module(name="security", routers=(security,), parts=("app.security.tasks",))
