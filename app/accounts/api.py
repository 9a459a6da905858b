"""What others may ask of accounts."""

from app.accounts.keyring import KeyRing
from app.accounts.oauth_repository import app_standing
from app.accounts.outside_tokens import issuer_of
from app.accounts.passwords import hashed as hash_password
from app.accounts.permissions import lendable, of_the_whole
from app.accounts.permissions import of_role as permissions_of_role
from app.accounts.repository import api_key_standing, session_standings
from app.accounts.tokens import API_KEY_MARK, TokenSigner, private_keys, token_hash
from app.accounts.use_cases.answering import email_of, email_of_session, end_session_of, owners
from app.accounts.use_cases.api_keys import create_api_key, list_api_keys, note_key_use, revoke_api_key
from app.accounts.use_cases.backup import export_settings, restore_settings
from app.accounts.use_cases.change_email import (
    PendingEmail,
    ask_to_change_email,
    cancel_email_change,
    confirm_email_change,
    pending_email,
)
from app.accounts.use_cases.invitations import (
    accept_invitation,
    invite,
    list_invitations,
    look_at_invitation,
    revoke_invitation,
)
from app.accounts.use_cases.links import forgot_password, request_verification, reset_password, verify_email
from app.accounts.use_cases.members import (
    activate_member,
    change_role,
    deactivate_member,
    list_members,
    remove_member,
    transfer_organisation,
)
from app.accounts.use_cases.mfa import (
    confirm_totp,
    disable_totp,
    mfa_state,
    renew_recovery_codes,
    rewrap_factors,
    start_totp,
)
from app.accounts.use_cases.oauth_clients import (
    create_client,
    list_clients,
    list_own_grants,
    renew_client_secret,
    revoke_client,
    revoke_own_grant,
    update_client,
)
from app.accounts.use_cases.oauth_consent import decide, look_at_request
from app.accounts.use_cases.oauth_tokens import (
    client_credentials,
    exchange_code,
    introspect,
    refresh_app,
    revoke_token,
)
from app.accounts.use_cases.oauth_tokens import worth as app_permissions
from app.accounts.use_cases.oidc import (
    begin_oidc,
    link_identity,
    list_identities,
    list_providers,
    remove_provider,
    rewrap_providers,
    set_provider,
    sign_in_by_oidc,
    unlink_identity,
)
from app.accounts.use_cases.oidc_probe import probe_provider
from app.accounts.use_cases.outside_sessions import Entered, enter_by_token
from app.accounts.use_cases.passkeys import (
    finish_passkey,
    list_passkeys,
    login_with_passkey,
    remove_passkey,
    start_passkey,
    start_passkey_login,
)
from app.accounts.use_cases.passwords import change_password
from app.accounts.use_cases.profile import (
    merge_settings,
    read_organisation,
    read_profile,
    read_settings,
    update_organisation,
    update_profile,
)
from app.accounts.use_cases.proof import Proof, reauthenticate, ways_to_prove
from app.accounts.use_cases.register import admit_registration, found_organisation, register
from app.accounts.use_cases.roles import create_role, delete_role, list_roles, update_role
from app.accounts.use_cases.sessions import end_other_sessions, end_own_session, list_sessions
from app.accounts.use_cases.sign_in import login, login_with_code, logout, refresh, switch
from app.accounts.use_cases.sign_in_policy import SignInPolicy, read_sign_in_policy, set_sign_in_policy
from app.accounts.use_cases.signing_keys import (
    ensure_signing_key,
    rewrap_signing_keys,
    rotate_old_signing_key,
    rotate_signing_key,
)
from app.accounts.use_cases.undo_email import undo_email_change
from app.accounts.use_cases.upkeep import forget_old

__all__ = [
    "API_KEY_MARK",  # what API keys begin with
    "Entered",  # who came in by a provider's session token
    "KeyRing",  # the keys of access tokens, as a process holds them
    "PendingEmail",  # a change of address that waits for its link
    "Proof",  # a password, a code, or what a passkey signed
    "SignInPolicy",  # what an organisation asks of sign-ins
    "TokenSigner",  # signs and verifies access tokens
    "accept_invitation",  # join an organisation by a mailed link
    "activate_member",  # let a deactivated member in again
    "admit_registration",  # whether an address may register yet another account
    "api_key_standing",  # whether an API key is good and what for
    "app_permissions",  # what a program's token may do now
    "app_standing",  # what a program's token is worth, asked on every request
    "ask_to_change_email",  # mail a link to the new address
    "begin_oidc",  # send a browser to a provider of identities
    "cancel_email_change",  # its link is void
    "change_password",  # a new one for the old one; other sessions end
    "change_role",  # give a member another role
    "client_credentials",  # a token by which a program acts for itself
    "confirm_email_change",  # the new address counts, by the link that it got
    "confirm_totp",  # an authenticator app counts from now on
    "create_api_key",  # a program's key, shown once
    "create_client",  # register a program of others
    "create_role",  # a role of an organisation's own
    "deactivate_member",  # lock a member out of an organisation
    "decide",  # a person says whether a program may act for them
    "delete_role",  # forget a role that nobody has
    "disable_totp",  # give the second factor up
    "email_of",  # whom an id stands for
    "email_of_session",  # whose session an id stands for
    "end_other_sessions",  # sign out everywhere else
    "end_own_session",  # sign out one device
    "end_session_of",  # stop somebody of the organisation
    "ensure_signing_key",  # there is a key that signs access tokens
    "enter_by_token",  # who sends a session token of a provider
    "exchange_code",  # an authorisation code to tokens
    "export_settings",  # for a sealed backup
    "finish_passkey",  # keep what a device made
    "forget_old",  # sessions, links and challenges that are over
    "forgot_password",  # mail a link, if there is somebody to mail to
    "found_organisation",  # a further organisation for somebody who is signed in
    "hash_password",  # for seeding
    "introspect",  # what a program's token is worth, for that program
    "invite",  # mail somebody a link to join
    "issuer_of",  # whom a bearer token names as its issuer, nothing verified
    "lendable",  # the permissions that a program may be given
    "link_identity",  # an identity signs its person in from now on
    "list_api_keys",  # keys that are not revoked
    "list_clients",  # programs of others
    "list_identities",  # what signs a user in besides the password
    "list_invitations",  # invitations that nobody accepted yet
    "list_members",  # who belongs to an organisation
    "list_own_grants",  # what one allowed programs
    "list_passkeys",  # a user's keys in devices
    "list_providers",  # providers of identities
    "list_roles",  # built-in roles and an organisation's own
    "list_sessions",  # where a user is signed in
    "login",  # e-mail and password to tokens
    "login_with_code",  # the second half of a sign-in
    "login_with_passkey",  # sign in by a device
    "logout",  # end a session everywhere
    "look_at_invitation",  # what a link asks into
    "look_at_request",  # what a program asks a person for
    "merge_settings",  # keep a user's own preferences
    "mfa_state",  # whether a user has a second factor
    "note_key_use",  # when a key was last used
    "of_the_whole",  # whether a permission is of no use to somebody limited to some stores
    "owners",  # whom to write to in earnest
    "pending_email",  # the change of address that waits
    "permissions_of_role",  # what a role may do
    "private_keys",  # keys of what only we read, derived from the vault's
    "probe_provider",  # try a provider of identities
    "read_organisation",  # name, currency, time zone, business details
    "read_profile",  # who I am, where, and what I may do
    "read_settings",  # a user's own preferences
    "read_sign_in_policy",  # what an organisation asks of sign-ins
    "reauthenticate",  # prove once more who one is
    "refresh",  # rotate a refresh token
    "refresh_app",  # rotate a program's refresh token
    "register",  # a person and their organisation
    "remove_member",  # end a membership
    "remove_passkey",  # it signs nobody in any more
    "remove_provider",  # nobody signs in by it any more
    "renew_client_secret",  # the secret of a program, once more
    "renew_recovery_codes",  # ten new ones
    "request_verification",  # mail the confirming link again
    "reset_password",  # a new password for the link of a mail
    "restore_settings",  # from one
    "revoke_api_key",  # a key is refused from now on
    "revoke_client",  # remove a program and all it was given
    "revoke_invitation",  # void a link to join
    "revoke_own_grant",  # take back what one allowed a program
    "revoke_token",  # a program gives its tokens up
    "rewrap_factors",  # key rotation: secrets of second factors under the active key
    "rewrap_providers",  # key rotation: secrets of providers under the active key
    "rewrap_signing_keys",  # key rotation: private halves under the active master key
    "rotate_old_signing_key",  # once it has signed for long enough
    "rotate_signing_key",  # another key signs from now on
    "session_standings",  # which sessions still live and what they are worth, asked on every request
    "set_provider",  # whom people may sign in by
    "set_sign_in_policy",  # a second factor of whom, and how long a session lives
    "sign_in_by_oidc",  # a provider's answer to tokens
    "start_passkey",  # what a device needs to make a key
    "start_passkey_login",  # a challenge for a device
    "start_totp",  # a secret for an authenticator app
    "switch",  # a session in another of one's organisations
    "token_hash",  # how a bearer secret is looked up
    "transfer_organisation",  # hand the ownership over
    "undo_email_change",  # the address of before, by the link that it got
    "unlink_identity",  # it signs nobody in any more
    "update_client",  # change what a program is registered with
    "update_organisation",  # change name, currency, time zone, business details
    "update_profile",  # change one's name
    "update_role",  # change a role for all who have it
    "verify_email",  # the address is its user's
    "ways_to_prove",  # by what a user may prove once more who they are
]
