"""What main and worker mount of stores."""

from app.kernel.composition import Module
from app.stores.routes import ROUTERS

MODULE = Module(name="stores", routers=ROUTERS, parts=("app.stores.tasks",))
