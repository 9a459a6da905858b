"""What may be permitted of inventory."""

from app.kernel.auth import permission

READ = permission("inventory.read", "See stock levels, locations and movements")
ADJUST = permission("inventory.adjust", "Change stock levels and move stock between locations")
MANAGE = permission("inventory.manage", "Create and change locations")
