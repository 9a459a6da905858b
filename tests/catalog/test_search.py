"""Finding products by what people type, however many there are, and only one's own."""

from __future__ import annotations

import orjson
import psycopg
import pytest
from sqlalchemy import text

from app.catalog import api
from app.kernel import finding
from app.kernel.db import database
from app.kernel.settings import Settings
from tests.factories import Organisation, make_organisation
from tests.factories.catalog import make_product


async def titles(org: Organisation, words: str, *, limit: int = 50, cursor: str | None = None, **also: object) -> list[str]:
    items, _ = await api.product_page(org.id, text=words, limit=limit, cursor=cursor, **also)  # type: ignore[arg-type]
    return [row["title"] for row in orjson.loads(items)]


@pytest.fixture(params=[0, 2, 2_000], ids=lambda window: f"window {window}")
def window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Pages come from the latest products, from the index, or from both; nobody must see which."""
    monkeypatch.setattr(finding, "WINDOW", request.param)
    size: int = request.param
    return size


async def test_pages_of_a_search_hold_every_hit_once_and_in_order(org: Organisation, window: int) -> None:
    for number in range(7):
        await make_product(
            org, title=f"{'Oak' if number % 2 else 'Elm'} chair {number}", vendor="Joiners" if number > 3 else "Others"
        )
    assert await titles(org, "chair") == [f"{'Oak' if n % 2 else 'Elm'} chair {n}" for n in range(6, -1, -1)]
    seen, cursor = [], None
    while True:
        items, cursor = await api.product_page(org.id, text="OAK ch", limit=2, cursor=cursor)
        seen += [row["title"] for row in orjson.loads(items)]
        if cursor is None:
            break
    assert seen == ["Oak chair 5", "Oak chair 3", "Oak chair 1"]
    assert await titles(org, "elm", vendor="Joiners") == ["Elm chair 6", "Elm chair 4"]


async def test_two_letters_are_the_beginning_of_a_word(org: Organisation, window: int) -> None:
    await make_product(org, title="Walnut table", variants=[{"sku": "TB-1"}])
    await make_product(org, title="Stable door", variants=[{"sku": "DR-1"}])
    assert await titles(org, "ta") == await titles(org, "tb") == ["Walnut table"]
    assert await titles(org, "st") == ["Stable door"]
    assert await titles(org, "ab") == await titles(org, "%") == []


async def test_signs_alone_are_looked_for_among_the_newest(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index knows letters and digits; nobody's list is read whole for the sake of a dash."""
    monkeypatch.setattr(finding, "WINDOW", 1)
    await make_product(org, title="Too --- old")
    for number in range(finding.WIDER):
        await make_product(org, title=f"New --- {number}" if number % 4 == 0 else f"Plain {number}")
    assert await titles(org, "---") == ["New --- 4", "New --- 0"]
    assert await titles(org, "--- old") == ["Too --- old"]


async def test_what_is_deleted_is_searched_apart(org: Organisation, window: int) -> None:
    gone, _ = await make_product(org, title="Old lamp")
    await make_product(org, title="New lamp")
    async with org.uow() as uow:
        await api.delete_product(uow, gone)
    assert await titles(org, "lamp") == ["New lamp"]
    assert await titles(org, "lamp", deleted=True) == ["Old lamp"]


async def test_no_search_sees_another_organisation(org: Organisation, window: int) -> None:
    other = await make_organisation("Others")
    await make_product(other, title="Secret lamp")
    assert await titles(org, "lamp") == []
    for scope, found in ((org.id, 0), (other.id, 1), ("", 0)):
        async with database().app.acquire() as connection, connection.transaction():
            await connection.execute("SELECT set_config('app.org_id', $1, true)", str(scope))
            assert await connection.fetchval("SELECT count(*) FROM products_finder WHERE search LIKE '%secret lamp%'") == found


async def test_the_index_is_used_behind_row_level_security(org: Organisation, config: Settings) -> None:
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO products (org_id, id, title, description_html, vendor, product_type, tags, status, handle,
                                         options, currency, search, version, created_at, updated_at)
                   SELECT :org, gen_random_uuid(), 'Thing ' || n, '', '', '', '{}', 'active', '', '[]', 'EUR',
                          'thing ' || n, 1, now(), now() FROM generate_series(1, 3000) AS n"""
            ),
            {"org": org.id},
        )
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE products")
    async with database().read(org.id) as connection:
        plan = await connection.fetch("EXPLAIN SELECT id FROM products_finder WHERE search LIKE '%thing 2718%'")
        assert any("ix_products_search" in line[0] for line in plan)
        plain = await connection.fetch("EXPLAIN SELECT id FROM products WHERE search LIKE '%thing 2718%'")
        assert not any("ix_products_search" in line[0] for line in plain)
    assert await titles(org, "thing 2718") == ["Thing 2718"]
