"""What may be permitted of the catalogue."""

from app.kernel.auth import permission

READ = permission("catalog.read", "See products, variants and their listings")
WRITE = permission("catalog.write", "Create, change and delete products, and map listings to them")
