"""What main and worker mount of analytics."""

from app.analytics.routes import analytics
from app.kernel.composition import Module

MODULE = Module(name="analytics", routers=(analytics,), parts=("app.analytics.handlers", "app.analytics.tasks"))
