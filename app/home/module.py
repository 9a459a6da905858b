"""What main and worker mount of home."""

from app.home.routes import home, stream
from app.home.view_routes import views
from app.kernel.composition import Module

MODULE = Module(name="home", routers=(home, views, stream), parts=("app.home.handlers",))
