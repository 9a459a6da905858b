"""What main and worker mount of fulfilment."""

from app.fulfilment.routes import orders, shipments, shipping
from app.kernel.composition import Module

MODULE = Module(name="fulfilment", routers=(orders, shipments, shipping), parts=("app.fulfilment.tasks",))
