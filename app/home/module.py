"""What main and worker mount of home."""

from app.home.routes import home, stream
from app.kernel.composition import Module

MODULE = Module(name="home", routers=(home, stream), parts=("app.home.handlers",))
