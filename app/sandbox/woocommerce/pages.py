"""HTML that a shop and its host send: the consent page, errors of WordPress, of the server before it, maintenance."""

from __future__ import annotations

from html import escape
from itertools import cycle

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

_STYLE = (
    "body{background:#f0f0f1;color:#3c434a;font:15px/1.6 system-ui,sans-serif;margin:0}"
    "main{background:#fff;border:1px solid #c3c4c7;"
    "border-radius:6px;margin:8vh auto;max-width:34rem;padding:2rem 2.4rem}h1{color:#1d2327;font-size:1.4rem;margin:0 0 1rem}"
    "a.b{border-radius:4px;display:inline-block;margin:1.2rem .6rem 0 0;padding:.55rem 1.3rem;text-decoration:none}"
    "a.yes{background:#7f54b3;color:#fff}a.no{background:#f6f7f7;border:1px solid #c3c4c7;color:#2c3338}"
)


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """A page in WordPress's plain manner; `body` is HTML."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return HTMLResponse(
        f"<!DOCTYPE html><html><head>{head}<style>{_STYLE}</style></head><body><main>{body}</main></body></html>", status
    )


def front(name: str, tagline: str) -> HTMLResponse:
    """The shop as a visitor sees it: its name only."""
    return page(name, f"<h1>{escape(name)}</h1><p>{escape(tagline)}</p>")


def die(message: str, title: str = "Access denied", status: int = 401) -> HTMLResponse:
    """What `wp_die` shows."""
    return page(title, f'<div class="wp-die-message">{escape(message)}</div>', status)


def consent(app: str, shop: str, scope: str, permissions: list[str], yes: str, no: str) -> HTMLResponse:
    """An app would like to connect: what it may then do, and the two answers."""
    rows = "".join(f"<li>{escape(row)}</li>" for row in permissions)
    return page(
        "Application authentication request",
        f"<h1>{escape(app)} would like to connect to your store</h1>"
        f'<p>This will give "{escape(app)}" <strong>{escape(scope)}</strong> access which will allow it to:</p><ul>{rows}</ul>'
        f"<p>Logged in as the manager of {escape(shop)}.</p>"
        f'<a class="b yes" id="approve" href="{escape(yes)}">Approve</a><a class="b no" id="deny" href="{escape(no)}">Deny</a>',
    )


def maintenance() -> Response:
    """WordPress while it is being updated."""
    answer = page("Maintenance", "<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>", 503)
    answer.headers["Retry-After"] = "600"
    return answer


def _gateway_error() -> Response:
    """The server before WordPress when PHP does not answer."""
    text = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    return HTMLResponse(f"{text}<hr><center>nginx/1.26.2</center>\r\n</body>\r\n</html>\r\n", 502)


def _fatal() -> Response:
    """A plug-in that broke within the REST API."""
    message = "<p>There has been a critical error on this website.</p>"
    return JSONResponse(
        {"code": "internal_server_error", "message": message, "data": {"status": 500}, "additional_errors": []}, 500
    )


class Refusals:
    """What goes wrong when it is told to: by turns the maintenance page, the host's error and a fatal one."""

    def __init__(self) -> None:
        self._errors = cycle((maintenance, _gateway_error, _fatal))

    def __call__(self, request: Request, kind: str) -> Response:
        if kind == "throttled":
            text = (
                "<html><head><title>429 Too Many Requests</title></head><body><center><h1>429 Too Many Requests</h1></center>"
            )
            body = f"{text}<hr><center>nginx</center></body></html>"
            return HTMLResponse(body, 429, headers={"Retry-After": "2"})
        return next(self._errors)()
