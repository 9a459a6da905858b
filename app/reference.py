"""Pages of docs/reference that the code itself writes: what the API may refuse, and what to do."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from app import house
from app.kernel.errors import DomainError
from app.ports.vendor import VendorError

ROOT = Path(__file__).parent.parent
ERRORS = "docs/reference/errors.md"

_HEAD = """# Errors of the API

Every refusal has the same shape; `code` never changes, `message` is for people, `details` helps to mend it, and
`request_id` finds the call in the logs:

```json
{"success": false, "error": {"code": "NOT_FOUND", "message": "There is no such order.", "details": {"resource": "order"}},
 "timestamp": "2026-03-01T12:00:00.000Z", "request_id": "req_06g…"}
```

An answer of 429 or 503 may carry `Retry-After` in seconds. A 500 tells nothing but its `request_id`. This page is written
by `make openapi` from the code.

| code | status | meaning |
|---|--:|---|
"""

_FRAMEWORK = (
    ("MALFORMED_BODY", 400, "The body is not in the encoding that it says, so that nothing in it could be read."),
    ("HTTPS_REQUIRED", 403, "The call came over plain HTTP, though KSAP is at home on https."),
    ("METHOD_NOT_ALLOWED", 405, "The address exists, but not with this method."),
    ("INTERNAL_ERROR", 500, "A fault of KSAP's own. Nothing was half done; the log names it by the request id."),
)


def _all(base: type[DomainError]) -> Iterator[type[DomainError]]:
    for each in base.__subclasses__():
        yield each
        yield from _all(each)


def _meaning(error: type[DomainError]) -> str:
    """The first paragraph of its own docstring, else of the nearest parent that has one."""
    for each in error.__mro__:
        if each is DomainError:
            break
        if each.__doc__:
            return " ".join(inspect.cleandoc(each.__doc__).split("\n\n")[0].split())
    return ""


def errors_page() -> str:
    """docs/reference/errors.md as the code says it: one row per code, by status."""
    house.modules()
    rows: dict[tuple[int, str], str] = {(status, code): meaning for code, status, meaning in _FRAMEWORK}
    for error in sorted(_all(DomainError), key=lambda e: len(e.__mro__), reverse=True):
        if issubclass(error, VendorError) and error is not VendorError:
            continue  # the vendors' own refusals are told under one code
        rows[(error.status, error.code)] = _meaning(error)  # the most general meaning stays
    table = "".join(f"| `{code}` | {status} | {meaning} |\n" for (status, code), meaning in sorted(rows.items()))
    return _HEAD + table


def main() -> int:
    page = ROOT / ERRORS
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(errors_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
