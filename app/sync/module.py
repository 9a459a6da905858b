"""What main and worker mount of sync."""

from app.kernel.composition import Module
from app.sync.routes import ROUTERS

MODULE = Module(name="sync", routers=ROUTERS, parts=("app.sync.handlers", "app.sync.tasks"))
