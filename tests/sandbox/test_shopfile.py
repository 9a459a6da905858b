"""Any shop can be played from a file."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest

from app.sandbox.pictures import also_from
from app.sandbox.shop import Shop
from app.sandbox.shopfile import load_shop, schema
from app.sandbox.snapshot import SHOP
from app.sandbox.stage import no_pictures
from app.sandbox.world import Refused
from tests.sandbox.support import START

FILE: dict[str, Any] = {
    "handle": "corner",
    "vendor": "acme",
    "name": "Corner",
    "currency": "EUR",
    "country": "DE",
    "timezone": "Europe/Berlin",
    "taxes_included": True,
    "tax_rate": "0.19",
    "locations": [{"name": "Front"}, {"name": "Back", "address": {"city": "Jena", "country": "DE"}}],
    "products": [
        {
            "title": "Pen",
            "options": [{"name": "Colour", "values": ["Blue", "Red"]}],
            "images": [{"path": "pen.svg", "alt": "A pen"}],
            "variants": [
                {"sku": "PEN-B", "price": "2.50", "option_values": ["Blue"], "stock": {"Front": 3, "Back": 40}},
                {"sku": "PEN-R", "price": "2.50", "option_values": ["Red"], "stock": 0},
            ],
        },
        {"title": "Note", "variants": [{"price": 4}]},
    ],
    "customers": [{"email": "ada@example.com", "first_name": "Ada", "addresses": [{"city": "Jena", "country": "DE"}]}],
    "orders": [
        {"at": "2026-02-02T09:00:00+01:00", "lines": [{"sku": "PEN-B", "quantity": 2}, {"sku": "PEN-R"}], "number": 5001,
         "fulfilments": [{"at": "2026-02-03T09:00:00Z", "lines": {"PEN-B": 2}, "tracking_number": "X1"}],
         "refunds": [{"lines": {"PEN-R": 1}, "note": "sold out"}]},
        {"at": "2026-01-02T09:00:00Z", "lines": [{"sku": "PEN-B"}], "paid": False, "cancelled": "2026-01-03T00:00:00Z"},
        {"at": "2026-02-20T09:00:00Z", "lines": [{"title": "Engraving", "price": "9.00"}, {"sku": "PEN-B", "quantity": 4}]},
    ],
}  # fmt: skip


def load(**changed: Any) -> Shop:
    return load_shop(orjson.dumps({**deepcopy(FILE), **changed}), lambda: START)


def test_the_shop_is_as_the_file_says() -> None:
    shop = load()
    pen, note = shop.products.values()
    blue, red = pen.variants
    assert (pen.handle, blue.title, red.title, note.variants[0].price) == ("pen", "Blue", "Red", Decimal(4))
    assert [(level.available, level.committed) for level in blue.levels.values()] == [(3, 0), (40, 4)]
    assert red.available == 0
    assert [customer.first_name for customer in shop.customers.values()] == ["Ada"]
    assert shop.created == datetime(2026, 1, 2, 9, tzinfo=UTC)


def test_orders_have_their_history() -> None:
    first, second, third = load().orders.values()  # by their time
    assert (first.financial, first.cancelled) == ("voided", datetime(2026, 1, 3, tzinfo=UTC))
    assert (second.number, second.created, second.total) == (5001, datetime(2026, 2, 2, 8, tzinfo=UTC), Decimal("7.50"))
    assert (second.fulfilment_state, second.fulfilments[0].tracking_number) == ("fulfilled", "X1")
    assert (second.financial, second.refunds[0].amount, second.refunds[0].note) == (
        "partially_refunded",
        Decimal("2.50"),
        "sold out",
    )
    assert (third.number, third.fulfilment_state, third.total) == (5002, "unfulfilled", Decimal("19.00"))


def test_an_exported_shop_is_the_same_shop() -> None:
    shop = load()
    assert load_shop(SHOP.dump_json(shop), lambda: START) == shop


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"handle": "No Good"}, "handle"),
        ({"currency": "euro"}, "currency"),
        ({"timezone": "Mars/Base"}, "not an IANA time zone"),
        ({"colour": "red"}, "colour"),
        ({"locations": []}, "active location"),
        ({"products": [{"title": ""}]}, "products.0.title"),
        ({"products": [{"title": "x", "variants": [{"stock": {"Attic": 1}}]}], "orders": []}, "no location 'Attic'"),
        ({"orders": [{"lines": [{"sku": "NONE"}]}]}, "no variant with SKU NONE"),
        ({"orders": [{"lines": [{"sku": "PEN-B"}], "at": "2026-01-01T00:00:00"}]}, "orders.0.at"),
        ({"orders": [{"lines": [{"sku": "PEN-B"}], "fulfilments": [{"lines": {"PEN-X": 1}}]}]}, "no line with SKU PEN-X"),
    ],
)
def test_a_mistake_is_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        load(**changed)
    assert said in refusal.value.message


def test_what_is_not_json() -> None:
    with pytest.raises(Refused, match="not JSON"):
        load_shop(b"{", lambda: START)


def test_the_schema_beside_the_readme_is_that_of_the_code() -> None:
    kept = Path(__file__).parents[2] / "app" / "sandbox" / "shop-file.schema.json"
    assert kept.read_text() == schema(), "run: python -m app.sandbox --schema > app/sandbox/shop-file.schema.json"


def test_the_readme_s_shop_can_be_loaded() -> None:
    readme = (Path(__file__).parents[2] / "app" / "sandbox" / "README.md").read_text()
    example = readme.split("```json\n")[1].split("```")[0]
    shop = load_shop(example.encode(), lambda: START)
    jsonschema.validate(orjson.loads(example), orjson.loads(schema()))
    [order] = shop.orders.values()
    assert (order.total, order.financial, order.fulfilment_state) == (Decimal("9.90"), "partially_refunded", "fulfilled")
    assert [level.available for level in next(iter(shop.products.values())).variants[0].levels.values()] == [3, 40]


def test_pictures_come_from_the_folder_and_from_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "pen.png").write_bytes(b"png")
    (folder / "notes.txt").write_bytes(b"mine")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    picture = also_from(folder, no_pictures)
    assert picture("pen.png") == ("image/png", b"png")
    for path in (
        "notes.txt",
        "../secret.png",
        "link.png",
        "none.png",
        "/etc/passwd",
        str(tmp_path / "secret.png"),
        "",
        "\0.png",
        "x" * 5000 + ".png",
    ):
        with pytest.raises(KeyError):
            picture(path)
