"""HTTP of accounts."""

from app.accounts.routes.api_keys import api_keys
from app.accounts.routes.emails import email_links, emails
from app.accounts.routes.members import handover, joining, members
from app.accounts.routes.mfa import mfa
from app.accounts.routes.oauth_apps import oauth_apps
from app.accounts.routes.oauth_protocol import oauth_protocol
from app.accounts.routes.oidc import identities, oidc
from app.accounts.routes.organisation import organisation
from app.accounts.routes.passkeys import by_passkey, passkeys
from app.accounts.routes.recovery import recovery
from app.accounts.routes.roles import roles
from app.accounts.routes.sessions import sessions
from app.accounts.routes.signing_in import auth
from app.accounts.routes.users import users
from app.accounts.routes.well_known import well_known

ROUTERS = (
    well_known,
    auth,
    recovery,
    joining,
    by_passkey,
    users,
    emails,
    email_links,
    mfa,
    passkeys,
    sessions,
    organisation,
    handover,
    members,
    roles,
    api_keys,
    oidc,
    identities,
    oauth_apps,
    oauth_protocol,
)
