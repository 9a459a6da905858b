"""Taking in channels' products: creating, matching, suggesting, merging, odd input."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError

from app.catalog import api
from app.catalog.contracts import ProductImport
from app.catalog.events import ListingsMapped, ProductsChanged
from app.catalog.models import FieldChange, Listing, ListingVariant, Product, ProductImage, ProductVersion, Variant
from app.kernel import clock
from app.kernel.db import database
from app.kernel.events import Event
from app.ports.storefront import RemoteImage, RemoteProduct
from tests.factories import Organisation
from tests.factories.catalog import LISTED_AT, changed, make_product, remote_product, remote_variant
from tests.factories.stores import make_store

LATER = LISTED_AT + timedelta(days=900)  # after whatever the tests write now


async def take(
    org: Organisation, store: UUID, *page: RemoteProduct, currency: str = "EUR"
) -> tuple[ProductImport, Sequence[Event]]:
    async with org.uow() as uow:
        done = await api.import_products(uow, store, page, currency)
        return done, list(uow._events)


async def rows(org: Organisation, model: type[Any], **where: Any) -> list[Any]:
    async with org.uow() as uow:
        found = await uow.scalars(select(model).filter_by(**where).order_by(model.id))
        return list(found)


async def edit(org: Organisation, statement: str, **given: Any) -> None:
    async with org.uow() as uow:
        await uow.execute(text(statement), given)


async def test_a_new_product_is_created_with_all_its_fields(org: Organisation) -> None:
    store = await make_store(org)
    remote = remote_product(
        title="Sail bag",
        tags=("sea", "bags"),
        options=(("Colour", ("Red", "Blue")),),
        images=(RemoteImage(external_id="a", url="https://x/a.png", position=1), RemoteImage(external_id="b", url="https://x/b.png")),
        variants=(
            remote_variant(sku="SB-R", barcode="4006381333931", options=(("Colour", "Red"),), price=Decimal("49.9"),
                           compare_at_price=Decimal("60"), cost=Decimal("20.1234"), weight_grams=Decimal("350.5"),
                           image_id="a"),
            remote_variant(sku="", options=(("Colour", "Blue"),), price=None, position=1),
        ),
    )  # fmt: skip
    done, events = await take(org, store, remote)
    assert (done.created, done.issues) == (1, ())
    (product,) = await rows(org, Product)
    assert (product.title, product.tags, product.currency, product.version) == ("Sail bag", ["sea", "bags"], "EUR", 1)
    assert product.options == [{"name": "Colour", "values": ["Red", "Blue"]}]
    assert "sb-r" in product.search and "4006381333931" in product.search
    red, blue = await rows(org, Variant)
    assert (red.sku, red.price, red.compare_at_price, red.cost) == ("SB-R", Decimal("49.9"), Decimal(60), Decimal("20.1234"))
    assert (red.weight_grams, red.options, blue.sku, blue.price) == (Decimal("350.5"), [["Colour", "Red"]], "", None)
    first, second = sorted(await rows(org, ProductImage), key=lambda image: image.position)
    assert (first.url, second.url) == ("https://x/b.png", "https://x/a.png")
    assert (red.image_id, blue.image_id) == (second.id, None)
    assert events == [
        ProductsChanged(product_ids=(product.id,), origin_store_id=store),
        ListingsMapped(store_id=store, variant_ids=tuple(sorted((red.id, blue.id)))),
    ]


async def test_a_replay_changes_and_publishes_nothing(org: Organisation) -> None:
    store = await make_store(org)
    page = [remote_product(), remote_product(sku="")]
    await take(org, store, *page)
    before = await rows(org, Product)
    done, events = await take(org, store, *page)
    assert (done.created, done.updated, done.unchanged, list(events)) == (0, 0, 2, [])
    assert [(p.version, p.updated_at) for p in await rows(org, Product)] == [(p.version, p.updated_at) for p in before]


async def test_another_store_is_matched_by_sku_then_by_barcode(org: Organisation) -> None:
    one, two = await make_store(org), await make_store(org)
    await take(org, one, remote_product(sku="A"), remote_product(sku="B", barcode="96385074"))
    done, events = await take(org, two, remote_product(sku="A", title="Elsewhere"), remote_product(sku="", barcode="96385074"))
    assert (done.linked, done.created) == (2, 0)
    assert [type(e).__name__ for e in events] == ["ListingsMapped"]
    assert len(await rows(org, Product)) == 2
    assert {p.title for p in await rows(org, Product)}.isdisjoint({"Elsewhere"})
    assert {listing.push_state for listing in await rows(org, Listing)} == {"clean"}


async def test_what_is_not_clear_is_suggested_and_people_decide(org: Organisation) -> None:
    one, two = await make_store(org), await make_store(org)
    await take(org, one, remote_product(sku="A", barcode="96385074"), remote_product(sku="B", barcode="96385074"))
    remote = remote_product(sku="", barcode="96385074")
    done, events = await take(org, two, remote)
    assert (done.suggested, done.created, list(events)) == (1, 0, [])
    (listing,) = await rows(org, Listing, store_id=two)
    assert (listing.state, listing.product_id) == ("suggested", None)
    again, _ = await take(org, two, remote)
    assert (again.suggested, again.unchanged) == (0, 1)

    (variant,) = await rows(org, Variant, sku="B")
    (listed,) = await rows(org, ListingVariant, store_id=two)
    async with org.uow() as uow:
        await api.link(uow, listed.id, variant.id)
        assert list(uow._events) == [ListingsMapped(store_id=two, variant_ids=(variant.id,))]
    (listing,) = await rows(org, Listing, store_id=two)
    assert (listing.state, listing.product_id) == ("linked", variant.product_id)
    done, events = await take(org, two, remote)
    assert (done.unchanged, list(events)) == (1, [])


async def test_a_listing_that_is_partly_ours_is_suggested(org: Organisation) -> None:
    await make_product(org, variants=[{"sku": "P1"}])
    done, _ = await take(
        org, await make_store(org), remote_product(variants=(remote_variant(sku="P1"), remote_variant(sku="P2")))
    )
    assert (done.suggested, len(await rows(org, Variant))) == (1, 1)


async def test_one_sku_twice_keeps_both_listings_and_says_so(org: Organisation) -> None:
    store = await make_store(org)
    done, _ = await take(
        org, store, remote_product(sku="TWICE"), remote_product(sku="TWICE"),
        remote_product(variants=(remote_variant(sku="SAME"), remote_variant(sku="SAME"))),
    )  # fmt: skip
    assert (done.created, len(done.issues)) == (3, 2)
    assert "'TWICE'" in done.issues[0].text and "'SAME'" in done.issues[1].text
    assert sorted(v.sku for v in await rows(org, Variant)) == ["", "", "SAME", "TWICE"]
    assert sorted(x.sku for x in await rows(org, ListingVariant)) == ["SAME", "SAME", "TWICE", "TWICE"]
    later, _ = await take(org, store, remote_product(sku="TWICE"))
    assert (later.created, len(later.issues)) == (1, 1)


async def test_the_database_itself_keeps_skus_unique(org: Organisation) -> None:
    await make_product(org, variants=[{"sku": "ONE"}])
    with pytest.raises(IntegrityError, match="uq_variants_sku"):
        await make_product(org, variants=[{"sku": "ONE"}])


async def test_odd_input_is_taken(org: Organisation) -> None:
    store = await make_store(org)
    done, _ = await take(
        org, store, remote_product(title="🚢" * 10_000), remote_product(title="NUL\0 and \ud800 half", sku="x" * 3000),
        remote_product(price=Decimal(-1), variants=()), remote_product(sku=" SP "),
        remote_product(variants=(remote_variant(price=Decimal("-3"), weight_grams=Decimal(10) ** 30),)),
    )  # fmt: skip
    assert done.created == 5
    assert {p.title[:8] for p in await rows(org, Product)} >= {"🚢" * 8, "NUL and "}
    assert "SP" in {v.sku for v in await rows(org, Variant)}


async def test_each_side_keeps_what_it_alone_changed(org: Organisation) -> None:
    one, two = await make_store(org), await make_store(org)
    remote = remote_product(sku="M")
    await take(org, one, remote)
    await take(org, two, remote_product(sku="M"))
    await edit(org, "UPDATE products SET vendor = 'Ours', updated_at = :at", at=clock.now())
    done, events = await take(org, one, changed(remote, LATER, title="Theirs", variant={"price": Decimal("12")}))
    assert done.updated == 1
    (product,) = await rows(org, Product)
    (variant,) = await rows(org, Variant)
    assert (product.title, product.vendor, product.version, variant.price) == ("Theirs", "Ours", 2, Decimal(12))
    assert "theirs" in product.search
    assert events == [ProductsChanged(product_ids=(product.id,), origin_store_id=one)]
    assert await rows(org, FieldChange) == []
    pushes = {listing.store_id: listing.push_state for listing in await rows(org, Listing)}
    assert pushes == {one: "pending", two: "pending"}
    async with org.uow() as uow:
        (version,) = (await uow.scalars(select(ProductVersion))).all()
        assert (version.version, version.snapshot["vendor"]) == (1, "Ours")
        (listing,) = (await uow.scalars(select(Listing).where(Listing.store_id == one))).all()
        change = await api.pending_change(uow, listing.id)
    assert change is not None and (change.vendor, change.title, change.variants) == ("Ours", None, ())


@pytest.mark.parametrize(("theirs_at", "winner", "title"), [(LATER, "theirs", "B"), (LISTED_AT, "ours", "A")])
async def test_of_two_edits_of_one_field_the_newer_wins_and_it_is_recorded(
    org: Organisation, theirs_at: Any, winner: str, title: str
) -> None:
    store = await make_store(org)
    remote = remote_product(title="Before")
    await take(org, store, remote)
    await edit(org, "UPDATE products SET title = 'A', updated_at = :at", at=clock.now())
    await take(org, store, changed(remote, theirs_at, title="B"))
    (product,) = await rows(org, Product)
    (found,) = await rows(org, FieldChange)
    assert (product.title, found.winner) == (title, winner)
    assert (found.field, found.base, found.ours, found.theirs) == ("title", "Before", "A", "B")
    (listing,) = await rows(org, Listing)
    assert listing.push_state == ("pending" if winner == "ours" else "clean")


async def test_the_echo_of_our_own_push_is_no_change(org: Organisation) -> None:
    store = await make_store(org)
    remote = remote_product()
    await take(org, store, remote)
    (listing,) = await rows(org, Listing)
    await edit(org, "UPDATE products SET title = 'Ours', description_html = '<p>x', updated_at = :at", at=clock.now())
    async with org.uow() as uow:
        change = await api.pending_change(uow, listing.id)
    assert change is not None and (change.title, change.description_html) == ("Ours", "<p>x")
    echo = changed(remote, LATER, title="Ours", description_html="<p>x</p>")  # the vendor closes the tag
    async with org.uow() as uow:
        await api.listing_pushed(uow, listing.id, echo)
    assert (await rows(org, Listing))[0].push_state == "published"
    done, events = await take(org, store, echo)
    assert (done.unchanged, list(events)) == (1, [])
    (product,) = await rows(org, Product)
    assert product.description_html == "<p>x"
    async with org.uow() as uow:
        assert await api.pending_change(uow, listing.id) is None


async def test_an_edit_during_a_push_stays_pending(org: Organisation) -> None:
    store = await make_store(org)
    remote = remote_product()
    await take(org, store, remote)
    (listing,) = await rows(org, Listing)
    await edit(org, "UPDATE products SET title = 'First'")
    async with org.uow() as uow:
        await api.pending_change(uow, listing.id)
    await edit(org, "UPDATE products SET title = 'Second'")
    async with org.uow() as uow:
        await api.listing_pushed(uow, listing.id, changed(remote, LATER, title="First"))
    assert (await rows(org, Listing))[0].push_state == "pending"
    async with org.uow() as uow:
        change = await api.pending_change(uow, listing.id)
    assert change is not None and change.title == "Second"


async def test_prices_of_another_currency_stay_on_their_listing(org: Organisation) -> None:
    euros, pounds = await make_store(org), await make_store(org, currency="GBP")
    await take(org, euros, remote_product(sku="C", price=Decimal(10)))
    remote = remote_product(sku="C", price=Decimal(8), currency="GBP")
    await take(org, pounds, remote, currency="GBP")
    await take(org, pounds, changed(remote, LATER, variant={"price": Decimal(9)}), currency="GBP")
    (variant,) = await rows(org, Variant)
    (listed,) = await rows(org, ListingVariant, store_id=pounds)
    assert (variant.price, listed.price) == (Decimal(10), Decimal(9))
    await edit(org, "UPDATE variants SET price = 11")
    async with org.uow() as uow:
        assert await api.pending_change(uow, listed.listing_id) is None


async def test_two_variants_exchange_their_skus(org: Organisation) -> None:
    store = await make_store(org)
    first, second = remote_product(sku="S1"), remote_product(sku="S2")
    await take(org, store, first, second)
    one, two = await rows(org, Variant)
    done, _ = await take(
        org, store, changed(first, LATER, variant={"sku": "S2"}), changed(second, LATER, variant={"sku": "S3"})
    )
    assert sorted(v.sku for v in await rows(org, Variant)) == ["S1", "S3"]
    assert len(done.issues) == 1
    done, _ = await take(org, store, changed(second, LATER, variant={"sku": "S4"}))
    assert {v.id: v.sku for v in await rows(org, Variant)} == {one.id: "S1", two.id: "S4"}


async def test_a_deleted_product_that_is_sold_again_revives(org: Organisation) -> None:
    store = await make_store(org)
    remote = remote_product()
    await take(org, store, remote)
    async with org.uow() as uow:
        await api.mark_remote_deleted(uow, store, [remote.external_id])
        assert await api.listed_variants_of_store(uow, store) == []
        assert await api.resolve_variants(uow, store, [remote.variants[0].external_id])
    done, events = await take(org, store, remote)
    assert (done.updated, [type(e).__name__ for e in events]) == (1, ["ListingsMapped"])
    async with org.uow() as uow:
        (listed,) = await api.listed_variants_of_store(uow, store)
    assert listed.product_external_id == remote.external_id
    (variant,) = await rows(org, Variant)
    assert listed.variant_id == variant.id


async def test_variants_come_and_go(org: Organisation) -> None:
    store = await make_store(org)
    remote = remote_product(variants=(remote_variant(sku="V1"), remote_variant(sku="V2")))
    await take(org, store, remote)
    now = replace(remote, variants=(remote.variants[0], remote_variant(sku="V3")), updated_at=LATER)
    done, events = await take(org, store, now)
    assert (done.updated, [type(e).__name__ for e in events]) == (1, ["ProductsChanged", "ListingsMapped"])
    assert sorted(v.sku for v in await rows(org, Variant)) == ["V1", "V2", "V3"]
    async with org.uow() as uow:
        assert len(await api.listed_variants_of_store(uow, store)) == 2


async def test_an_older_state_than_known_is_ignored(org: Organisation) -> None:
    store = await make_store(org)
    remote = remote_product()
    await take(org, store, changed(remote, LATER, title="New"))
    done, _ = await take(org, store, remote)
    assert (done.unchanged, (await rows(org, Product))[0].title) == (1, "New")


@asynccontextmanager
async def statements() -> AsyncIterator[list[str]]:
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    engine = database().engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_page_takes_a_constant_number_of_statements(org: Organisation) -> None:
    store = await make_store(org)
    pages = [[remote_product() for _ in range(size)] for size in (2, 120)]
    counts = []
    for page in pages:
        async with statements() as seen:
            await take(org, store, *page)
        edited = [changed(p, LATER, title=f"{p.title}!", variant={"sku": f"{p.variants[0].sku}!"}) for p in page]
        async with statements() as seen_again:
            await take(org, store, *edited)
        counts.append((len(seen), len(seen_again)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 22


async def test_a_stranger_resolves_nothing(org: Organisation, process: object) -> None:
    from tests.factories import make_organisation

    store = await make_store(org)
    remote = remote_product()
    await take(org, store, remote)
    other = await make_organisation("Others")
    async with other.uow() as uow:
        assert await api.resolve_variants(uow, store, [remote.variants[0].external_id]) == {}
