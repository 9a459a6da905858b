"""HTTP of stores."""

from app.stores.routes.connect import callbacks, connect, platforms
from app.stores.routes.connections import connections
from app.stores.routes.stores import stores

ROUTERS = (platforms, connect, callbacks, stores, connections)
