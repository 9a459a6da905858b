"""HTTP of accounts."""

from app.accounts.routes.organisation import organisation
from app.accounts.routes.recovery import recovery
from app.accounts.routes.sessions import sessions
from app.accounts.routes.signing_in import auth
from app.accounts.routes.users import users

ROUTERS = (auth, recovery, users, sessions, organisation)
