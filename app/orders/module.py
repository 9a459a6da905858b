"""What main and worker mount of orders."""

from app.kernel.composition import Module
from app.orders.bulk_routes import bulk
from app.orders.routes import orders, stores
from app.orders.slip_routes import slip_routes

MODULE = Module(name="orders", routers=(bulk, slip_routes, orders, stores), parts=("app.orders.handlers",))
