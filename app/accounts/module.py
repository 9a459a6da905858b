"""What main and worker mount of accounts."""

from app.accounts.api import ensure_signing_key
from app.accounts.authentication import wire
from app.accounts.routes import ROUTERS
from app.kernel.composition import Module

MODULE = Module(name="accounts", routers=ROUTERS, parts=("app.accounts.tasks",), wire=wire, start=ensure_signing_key)
