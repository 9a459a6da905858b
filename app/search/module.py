"""What main and worker mount of search."""

from app.kernel.composition import Module
from app.search.routes import search

MODULE = Module(name="search", routers=(search,))
