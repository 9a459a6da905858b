"""Pictures from a folder, for shops that come from a file."""

from __future__ import annotations

from pathlib import Path

from app.sandbox.stage import Pictures

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}


def also_from(folder: Path, others: Pictures) -> Pictures:
    """What `others` has, and else the picture files below the folder; nothing from outside it."""
    root = folder.resolve()

    def picture(path: str) -> tuple[str, bytes]:
        try:
            return others(path)
        except KeyError:
            try:
                file = (root / path).resolve()
                media_type = MEDIA_TYPES.get(file.suffix.lower())
                if media_type is not None and file.is_relative_to(root):
                    return media_type, file.read_bytes()
            except (OSError, ValueError):
                pass  # not there, or not even a name
            raise

    return picture
