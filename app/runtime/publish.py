"""Copies server programs to where an unprivileged account can run them, when their own directory is closed to it."""

import contextlib
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app.runtime.account import Account, reachable
from app.runtime.errors import ServerMissing
from app.runtime.programs import Program

CACHES = (Path("/var/cache/ksap"), Path("/var/lib/ksap"), Path("/opt/ksap"))
_LEFT_BEHIND = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")


def runnable_by(program: Program, account: Account | None, caches: Sequence[Path] | None = None) -> Program:
    """`program`, or a copy of it that `account` can run, made once per version below the first of `caches` that allows it.

    Only root comes here with an account. The copy belongs to root, and nobody else can write it.
    Raises ServerMissing when no place can be had.
    """
    if account is None or reachable(program.path.parent, account):
        return program
    name = f"{program.path.name}-{program.version_text}-{_fingerprint(program)}"
    tried = []
    for cache in CACHES if caches is None else caches:
        try:
            target = _copy(program, cache, name)
        except OSError as error:
            tried.append(f"{cache}: {error.strerror}")
            continue
        copy = replace(program, path=target / program.path.relative_to(_base(program)), root=target)
        if _runs(copy.path, account):
            return copy
        tried.append(f"{cache}: programs cannot be run there")
    raise ServerMissing(
        f"{program.path} lies below a directory that the account {account.name} may not enter, and no copy can be made "
        f"({'; '.join(tried)}). Install KSAP below a directory that is open to all (chmod o+x), or run it as an ordinary user."
    )


def _base(program: Program) -> Path:
    """Where the copy starts: a package's programs and its bundled libraries know each other by relative paths."""
    return program.root.parent.parent if _libraries(program) else program.root


def _libraries(program: Program) -> Path | None:
    path = program.root.parent.with_name(f"{program.root.parent.name}.libs")
    return path if path.is_dir() else None


def _parts(program: Program) -> Iterable[Path]:
    libraries = _libraries(program)
    return (program.root, *((libraries,) if libraries else ()))


def _fingerprint(program: Program) -> str:
    status = program.path.stat()
    return hashlib.sha256(f"{program.path} {status.st_size} {status.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(program: Program, cache: Path, name: str) -> Path:
    """Make `cache/name` complete or not at all: it appears by renaming."""
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    status = cache.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise PermissionError(1, "others may write there", str(cache))
    target = cache / name
    if target.is_dir():
        return target
    draft = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=cache))
    try:
        for part in _parts(program):
            shutil.copytree(
                part, draft / part.relative_to(_base(program)), ignore=_LEFT_BEHIND, dirs_exist_ok=True, symlinks=True
            )
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        with contextlib.suppress(OSError):  # another start was quicker: its copy is as good
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _runs(path: Path, account: Account) -> bool:
    try:
        said = subprocess.run(  # noqa: S603
            [path, "--version"],
            capture_output=True,
            timeout=10,
            check=False,
            user=account.uid,
            group=account.gid,
            extra_groups=(),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return said.returncode == 0
