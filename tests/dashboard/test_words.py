"""What the server says in English by itself has words on the screen in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.analytics.use_cases.activity import _CONNECTION
from app.house import discover_vendors
from app.ports.vendor import Vendor

FEATURES = Path(__file__).parents[2] / "web" / "src" / "features"
_WORDED = re.compile(r"t`([^`]+)`")


def said(path: str) -> set[str]:
    return set(_WORDED.findall((FEATURES / path).read_text()))


def manifest(vendor: Vendor) -> Iterator[str]:
    yield vendor.summary
    for method in vendor.auth:
        yield from (method.title, method.summary)
        for field in method.fields:
            yield from (field.label, field.help, *(text for _, text in field.options))


def test_each_text_of_a_manifest_is_worded() -> None:
    shown = {text for vendor in discover_vendors() for text in manifest(vendor) if text}
    assert len(shown) > 40
    assert shown - said("stores/manifest-words.ts") == set()


def test_each_change_of_a_connection_is_worded() -> None:
    assert set(_CONNECTION.values()) - said("home/activity-words.ts") == set()
