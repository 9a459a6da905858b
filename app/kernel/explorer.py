"""The interactive explorer of the API at /api/docs, from files of our own: it works without the internet."""

from __future__ import annotations

from importlib import resources

from fastapi import FastAPI, Request, Response
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>KSAP API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
<link rel="icon" href="/api/docs/assets/favicon.png">
</head><body><div id="explorer"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>"""

_START = """SwaggerUIBundle({
  url: "/api/openapi.json", dom_id: "#explorer", deepLinking: true, persistAuthorization: false,
  displayRequestDuration: true, filter: true, validatorUrl: null,
})"""

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


def mount(app: FastAPI) -> None:
    """Serve the explorer."""
    assets = resources.files("fastapi_offline") / "static"

    async def page(_: Request) -> Response:
        return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _CSP, "X-Content-Type-Options": "nosniff"})

    async def start(_: Request) -> Response:
        return Response(_START, media_type="text/javascript", headers={"X-Content-Type-Options": "nosniff"})

    app.add_route("/api/docs", page, include_in_schema=False)
    app.add_route("/api/docs/start.js", start, include_in_schema=False)
    app.mount("/api/docs/assets", StaticFiles(directory=str(assets)), name="explorer")
