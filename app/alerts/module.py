"""What main and worker mount of alerts."""

from app.alerts.routes import alerts
from app.kernel.composition import Module

MODULE = Module(name="alerts", routers=(alerts,), parts=("app.alerts.handlers", "app.alerts.tasks"))
