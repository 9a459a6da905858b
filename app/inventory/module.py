"""What main and worker mount of inventory."""

from app.inventory.routes import inventory
from app.kernel.composition import Module

MODULE = Module(name="inventory", routers=(inventory,), parts=("app.inventory.tasks",))
