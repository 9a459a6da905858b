"""No column without a purpose: the build fails until the data map knows it."""

from __future__ import annotations

from pathlib import Path

from app import house
from app.privacy import api
from app.privacy.data_map import common, tables
from app.privacy.repository import BUYER, member_tables

PAGE = Path(__file__).parent.parent.parent / "docs" / "security" / "data-map.md"
FOUND_BY_NOBODY = {
    "used_refresh_tokens": "nothing but a digest",
    "jobs": "ids alone",
}


def actual() -> dict[str, list[str]]:
    return {table.name: [column.name for column in table.columns] for table in house.models().tables.values()}


def test_every_column_of_every_table_has_a_purpose() -> None:
    assert api.data_map_problems(actual()) == []


def test_what_is_missing_or_too_much_is_named() -> None:
    given = actual()
    given["orders"].append("shoe_size")
    given["horoscopes"] = ["sign"]
    del given["mails"]
    given["users"].remove("first_name")
    assert set(api.data_map_problems(given)) - set(api.data_map_problems(actual())) == {
        "orders.shoe_size has no purpose",
        "table horoscopes is not in the data map: describe it in its context's data_map.toml",
        "the data map knows a table mails, which does not exist",
        "users.first_name does not exist",
    }


def test_the_page_says_what_the_map_says() -> None:
    assert PAGE.read_text("utf-8") == api.data_map_document(), "run: ksap data-map"


def test_an_export_looks_into_every_table_that_tells_of_a_person() -> None:
    buyers = {table.name for table in tables().values() if table.subject in ("buyer", "both")}
    members = {table.name for table in tables().values() if table.subject in ("member", "both")}
    assert buyers - set(BUYER) == set()
    assert members - set(member_tables()) == set()
    forgotten = {table.name: table.forget for table in tables().values() if table.forget}
    assert forgotten["oauth_grants"] == "membership" and set(forgotten.values()) <= {"membership", "account"}
    assert (set(BUYER) | set(member_tables())) & set(FOUND_BY_NOBODY) == set()


def test_columns_that_sound_secret_are_secret() -> None:
    sounding = {
        f"{table.name}.{column.name}"
        for table in tables().values()
        for column in table.columns
        if column.kind != "secret" and any(word in column.name for word in ("hash", "secret", "password", "token"))
    }
    assert sounding == {"audit_chain.hash", "audit_heads.hash"}
    assert "org_id" in common()


def test_analytics_hold_nobody() -> None:
    for name in ("sales_daily", "product_daily", "store_activity"):
        assert tables()[name].subject == "none" and tables()[name].of_kind("personal") == []
