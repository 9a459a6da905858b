"""What main and worker mount of orders."""

from app.kernel.composition import Module
from app.orders.routes import orders, stores

MODULE = Module(name="orders", routers=(orders, stores), parts=("app.orders.handlers",))
