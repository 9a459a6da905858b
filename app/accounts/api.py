"""What others may ask of accounts."""

from app.accounts.passwords import hashed as hash_password
from app.accounts.permissions import of_role as permissions_of_role
from app.accounts.repository import session_standing
from app.accounts.tokens import TokenSigner, signing_keys
from app.accounts.use_cases.links import forgot_password, request_verification, reset_password, verify_email
from app.accounts.use_cases.passwords import change_password
from app.accounts.use_cases.profile import (
    merge_settings,
    read_organisation,
    read_profile,
    read_settings,
    update_organisation,
    update_profile,
)
from app.accounts.use_cases.register import admit_registration, found_organisation, register
from app.accounts.use_cases.sessions import end_other_sessions, end_own_session, list_sessions
from app.accounts.use_cases.sign_in import login, logout, refresh, switch

__all__ = [
    "TokenSigner",  # signs and verifies access tokens
    "admit_registration",  # whether an address may register yet another account
    "change_password",  # a new one for the old one; other sessions end
    "end_other_sessions",  # sign out everywhere else
    "end_own_session",  # sign out one device
    "forgot_password",  # mail a link, if there is somebody to mail to
    "found_organisation",  # a further organisation for somebody who is signed in
    "hash_password",  # for seeding
    "list_sessions",  # where a user is signed in
    "login",  # e-mail and password to tokens
    "logout",  # end a session everywhere
    "merge_settings",  # keep a user's own preferences
    "permissions_of_role",  # what a role may do
    "read_organisation",  # name, currency, time zone, business details
    "read_profile",  # who I am, where, and what I may do
    "read_settings",  # a user's own preferences
    "refresh",  # rotate a refresh token
    "register",  # a person and their organisation
    "request_verification",  # mail the confirming link again
    "reset_password",  # a new password for the link of a mail
    "session_standing",  # whether a session still lives and what it is worth, asked on every request
    "signing_keys",  # keys of access tokens, derived from the vault's
    "switch",  # a session in another of one's organisations
    "update_organisation",  # change name, currency, time zone, business details
    "update_profile",  # change one's name
    "verify_email",  # the address is its user's
]
