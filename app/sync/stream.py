"""Progress as server-sent events."""

from app.kernel.sse import frames

__all__ = ["frames"]
