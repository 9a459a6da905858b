"""Every picture that a demo shop names is drawn, well formed, self-contained and the same each time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from app.sandbox.demo import picture, shops
from app.sandbox.demo.draw import LYING, STANDING
from app.sandbox.demo.tables import HANDLES, product_rows

SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture(scope="module")
def paths() -> set[str]:
    made = shops(1, datetime(2026, 11, 20, tzinfo=UTC))
    return {i.path for s in made for p in s.products.values() for i in p.images} | {s.logo for s in made}


def test_every_picture_of_the_shops_is_well_formed(paths: set[str]) -> None:
    assert len(paths) > 250
    for path in paths:
        media_type, content = picture(path)
        root = ElementTree.fromstring(content)
        assert media_type == "image/svg+xml" and root.tag == SVG
        assert len(content) < 40_000, path


def test_pictures_need_nothing_from_outside(paths: set[str]) -> None:
    for path in paths:
        text = picture(path)[1].decode()
        assert "<text" not in text and "href" not in text and "<script" not in text
        defined = set(re.findall(r'id="([\w-]+)"', text))
        assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= defined, path


def test_pictures_differ_by_colour_and_view_and_stay_the_same() -> None:
    shots = [picture(f"mug/mug-riva/{shot}.svg")[1] for shot in ("sand-1", "sand-2", "navy-1")]
    assert len(set(shots)) == 3
    picture.cache_clear()
    assert picture("mug/mug-riva/sand-1.svg")[1] == shots[0]


def test_every_kind_of_product_has_its_own_drawing() -> None:
    used = {row["kind"] for handle in HANDLES for row in product_rows(handle)}
    assert used <= STANDING.keys() | LYING.keys()
    assert not STANDING.keys() & LYING.keys()
    assert len(used) > 90


@pytest.mark.parametrize(
    "path",
    ["", "mug.svg", "mug/x/sand-1.png", "mug/x/sand-3.svg", "mug/x/nocolour-1.svg", "nothing/x/sand-1.svg", "logo/x.svg",
     "logo/../../../etc/passwd.svg", "mug/a/b/sand-1.svg"],
)  # fmt: skip
def test_unknown_paths_have_no_picture(path: str) -> None:
    with pytest.raises(KeyError):
        picture(path)
