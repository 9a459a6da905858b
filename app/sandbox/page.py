"""The page."""

from __future__ import annotations

from starlette.routing import Route

from app.sandbox.stage import Stage


def page_routes(stage: Stage) -> list[Route]:
    return []
