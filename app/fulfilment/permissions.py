"""What may be permitted of fulfilment."""

from app.kernel.auth import permission

READ = permission("fulfilment.read", "See shipments, labels and tracking")
WRITE = permission("fulfilment.write", "Ship orders, buy and void labels")
