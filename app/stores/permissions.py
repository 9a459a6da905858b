"""What may be permitted of stores."""

from app.kernel.auth import permission

STORES_READ = permission("stores.read", "See stores and how their connections fare")
STORES_WRITE = permission("stores.write", "Change stores, their settings and status")
CONNECTIONS_READ = permission("connections.read", "See connections, with masked credentials")
CONNECTIONS_MANAGE = permission("connections.manage", "Connect, pause, reconnect and disconnect stores and carriers")
