"""Which permissions a role has. Every context declares its own; the rules below are by name."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.auth import permission, permissions

PROFILE_ORG = permission("organisation.update", "Change the organisation's name, currency and time zone")

MEMBERS_READ = permission("members.read", "See who belongs to the organisation, and its roles")
MEMBERS_MANAGE = permission("members.manage", "Invite people, give roles, deactivate and remove members")
TRANSFER = permission("organisation.transfer", "Hand the organisation over to another member")
OAUTH_CLIENTS = permission("oauth.clients", "Register programs of others that may ask people for access, and remove them")
API_KEYS_MANAGE = permission("api_keys.manage", "See, create and revoke API keys")

BUILT_IN_NAMES = {"owner": "Owner", "admin": "Admin", "store_manager": "Store manager", "viewer": "Viewer"}
_OWNER_ONLY = frozenset({"organisation.delete", "organisation.transfer", "organisation.backup", "mail.outbox", "oauth.clients"})
_ADMIN_ONLY = ("organisation.", "members.", "connections.", "api_keys.", "oauth.", "mail.")
_WHOLE = ("organisation.", "members.", "api_keys.", "oauth.", "mail.")
_WHOLE_WORK = frozenset({"connections.manage", "catalog.write", "inventory.adjust", "inventory.manage"})
_NEVER_LENT = frozenset({"api_keys.manage", "members.manage"})
_READ = (".read",)


def of_role(role: str, own: Sequence[str] = ()) -> frozenset[str]:
    """Owner: all. Admin: all but what only an owner may. Store manager: all work on stores, not their connections or
    the organisation. Viewer: what reads. Custom: `own`, as far as it is in the catalogue and not an owner's alone."""
    every = frozenset(permissions())
    if role == "custom":
        return (every & frozenset(own)) - _OWNER_ONLY
    if role == "owner":
        return every
    if role == "admin":
        return every - _OWNER_ONLY
    if role == "store_manager":
        return frozenset(p for p in every if not p.startswith(_ADMIN_ONLY) or p.endswith(_READ))
    if role == "viewer":
        return frozenset(p for p in every if p.endswith(_READ))
    return frozenset()


def of_the_whole(name: str) -> bool:
    """Whether a permission is about the whole organisation: its people, papers, connections, catalogue and stock. Whoever is
    limited to some stores cannot use it, whatever their role."""
    return name.startswith(_WHOLE) or name in _WHOLE_WORK


def assignable() -> dict[str, str]:
    """What a role of an organisation's own may be made of: {name: meaning}."""
    return {name: meaning for name, meaning in permissions().items() if name not in _OWNER_ONLY}


def lendable() -> dict[str, str]:
    """What a program of others may be given: {name: meaning}. Not what would let it keep access after it was ended."""
    return {name: meaning for name, meaning in assignable().items() if name not in _NEVER_LENT}
