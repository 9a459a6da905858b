"""Where a sandbox connection may call."""

from __future__ import annotations

import httpx

from app.kernel.egress import EgressGuard, blocked


class SandboxGuard(EgressGuard):
    """Towards the configured sandbox and nowhere else, wherever a redirect may point."""

    def __init__(self, origin: str) -> None:
        super().__init__(allow_private=True)
        self._origin = _origin(httpx.URL(origin))

    def admit(self, url: str) -> httpx.URL:
        parsed = super().admit(url)
        if _origin(parsed) != self._origin:
            raise blocked(parsed.host, "a sandbox connection calls the sandbox only")
        return parsed


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)
