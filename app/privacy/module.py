"""What main and worker mount of privacy."""

from app.kernel.composition import Module
from app.privacy.routes import privacy

MODULE = Module(name="privacy", routers=(privacy,), parts=("app.privacy.tasks",))
