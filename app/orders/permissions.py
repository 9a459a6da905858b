"""What may be permitted of orders."""

from app.kernel.auth import permission

READ = permission("orders.read", "See orders and customers")
WRITE = permission("orders.write", "Enter orders, change their status, notes and tags")
