"""What main and worker mount of sync."""

from app.kernel.composition import Module
from app.sync.routes import of_store, sync

MODULE = Module(name="sync", routers=(sync, of_store), parts=("app.sync.handlers", "app.sync.tasks"))
