"""What main and worker mount of the catalogue."""

from app.catalog.routes import mapping, of_store, products
from app.kernel.composition import Module

MODULE = Module(name="catalog", routers=(products, of_store, mapping))
