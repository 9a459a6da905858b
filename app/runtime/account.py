"""Which account the servers run under: ours, unless we are root, whom PostgreSQL refuses."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from app.runtime.errors import HomeUnusable

_SEARCH, _READ_AND_SEARCH = 0o1, 0o5


@dataclass(frozen=True, slots=True)
class Account:
    """An account to become. Secondary groups are dropped with root's rights."""

    uid: int
    gid: int
    name: str


def account_for(home: Path, data: Path) -> Account | None:
    """The account for servers whose files live in `data` below `home`; None means our own.

    Only root changes: to the owner of an existing data directory, else to the owner of the home if that is an ordinary
    user, else to `nobody`. Raises HomeUnusable when an ordinary user finds files of another, or has no name.
    """
    owner = _owner(data)
    if os.geteuid() != 0:
        _check_ourselves(data, owner)
        return None
    if not sys.platform.startswith("linux"):
        raise HomeUnusable("PostgreSQL does not run as root. Start as an ordinary user, or set DATABASE_URL and REDIS_URL.")
    for uid in (owner, home.stat().st_uid):
        if uid:
            return _account(uid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise HomeUnusable(
            f"PostgreSQL does not run as root, and this machine has no account `nobody` to run it under. Create an "
            f"ordinary user and give it the directory (chown -R USER {home}), or set DATABASE_URL and REDIS_URL to "
            f"servers of your own."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid, nobody.pw_name)


def reachable(path: Path, account: Account) -> bool:
    """Whether `account` may read and search the directory `path`, judged by the mode bits from the top."""
    resolved = path.resolve()
    return _may(resolved, account, _READ_AND_SEARCH) and all(_may(above, account, _SEARCH) for above in resolved.parents)


def _owner(data: Path) -> int | None:
    """Owner of the data directory; None when it does not exist yet."""
    for path in (data, data.parent):
        try:
            return path.stat().st_uid
        except FileNotFoundError:
            return None
        except PermissionError:
            continue  # it is closed to us, so its parent belongs to somebody else
    return None


def _may(path: Path, account: Account, wanted: int) -> bool:
    status = path.stat()
    shift = 6 if status.st_uid == account.uid else 3 if status.st_gid == account.gid else 0
    return (status.st_mode >> shift) & wanted == wanted


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise HomeUnusable(_nameless(uid)) from None
    return Account(uid, entry.pw_gid, entry.pw_name)


def _check_ourselves(data: Path, owner: int | None) -> None:
    uid = os.geteuid()
    if owner not in (None, uid):
        raise HomeUnusable(
            f"{data} belongs to user id {owner} and you are user id {uid}. Start as that user or as root, "
            f"give the directory away (chown -R {uid} {data.parent.parent}), or set KSAP_HOME to another one."
        )
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise HomeUnusable(_nameless(uid)) from None


def _nameless(uid: int) -> str:
    return (
        f"User id {uid} has no name on this machine, and PostgreSQL does not run without one. Add a line for it to "
        f"/etc/passwd, run as a named user, or set DATABASE_URL and REDIS_URL to servers of your own."
    )
