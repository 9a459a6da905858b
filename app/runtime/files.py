"""Files that only their owner may read and that appear whole or not at all."""

import os
import secrets
from pathlib import Path


def write_draft(path: Path, text: str, uid: int = -1, gid: int = -1) -> Path:
    """Write `text` to a new file beside `path`, mode 0600, on disk; the caller renames or links it. -1 keeps the owner.

    The draft's name cannot be guessed and must be new, so that a link planted in somebody else's directory leads nowhere.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchown(descriptor, uid, gid)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    return draft


def sync_directory(path: Path) -> None:
    """Put the names in a directory on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def last_lines(path: Path, lines: int = 20) -> str:
    """The end of a log; empty when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 200 * lines))
            return b"\n".join(file.read().splitlines()[-lines:]).decode(errors="replace")
    except FileNotFoundError:
        return ""
