"""Whatever people and vendors write stays words: on every screen, in every document, export and mail."""

from __future__ import annotations

import asyncio
import csv
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
import pytest
import uvicorn
from playwright.async_api import Browser
from psycopg import sql

from app.kernel import audit
from app.kernel.process import Process
from app.kernel.settings import Settings
from app.main import create_app
from tests.dashboard.addresses import DOORS, address, patterns, things
from tests.dashboard.demo import Demo, dashboard
from tests.dashboard.poison import CORPUS, MARK, columns, poison
from tests.dashboard.visitor import Visitor, Visitors, ask, signed_in, told
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.stores import make_connection, make_store
from tests.test_matrix import TABLES, plant

LEAVES = """() => [
    ...[...document.querySelectorAll('[data-stored]')].map(e => 'became an element: ' + e.outerHTML.slice(0, 120)),
    ...[...document.querySelectorAll('[href], [src], [action], [srcdoc], [formaction]')]
        .flatMap(e => ['href', 'src', 'action', 'srcdoc', 'formaction'].map(a => [a, e.getAttribute(a) || '']))
        .filter(([a, v]) => /^\\s*(javascript|vbscript|data:text)/i.test(v) || v.includes('stored.invalid') && a !== 'href')
        .map(([a, v]) => `leads to ${a}=${v.slice(0, 80)}`),
    ...(window.__stored ? ['ran: ' + window.__stored] : []),
]"""


HARMLESS = (
    # pictures of shops that are not there
    "console error: Failed to load resource: the server responded with a status of 4",
    "console error: Failed to load resource: the server responded with a status of 502",
)
PARSED = (
    # a description is parsed in a document that shows and runs nothing; the parser tells of what it leaves aside
    "console error: Applying inline style violates the following Content Security Policy directive",
    "console error: Executing inline event handler violates the following Content Security Policy directive",
)


@dataclass(frozen=True)
class Stage:
    """A running KSAP with one organisation of which every text is poisoned."""

    demo: Demo
    org: Organisation
    touched: set[str]
    addresses: dict[str, str]
    visitors: Visitors


@asynccontextmanager
async def serving(config: Settings, process: Process) -> AsyncIterator[str]:
    """KSAP with its dashboard on a port of its own, in this process."""
    app = create_app(config.model_copy(update={"web_dir": dashboard()}), opened=process)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as listening:  # calls wait there until it serves
        task = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await task


async def furnish(org: Organisation, catalog: psycopg.Connection) -> None:
    """A shop with goods, orders in all shapes, and a row of everything else."""
    store = await make_store(
        org, description="Things", domain="harbour.example", group_name="North", logo_url="https://h.example/l.png"
    )
    await make_connection(org, store, public={"shop": "harbour.myshopify.com"}, secrets={"access_token": "shpat_1"})
    for _ in range(2):
        await make_product(
            org, description_html="<p>Good</p>", vendor="Harbour", product_type="Things", tags=["new"], handle="good"
        )
        await make_order(org, store, note="Ring twice", tags=("early",))
    made = {"stores", "connections", "products", "variants", "orders", "shipments", "users", "orgs"}
    for table in sorted(({table for table, _, _ in columns(catalog)} | set(TABLES.values())) - made):
        if not catalog.execute(sql.SQL("SELECT FROM {} WHERE org_id = %s").format(sql.Identifier(table)), (org.id,)).fetchone():
            plant(catalog, table, org)
    async with org.uow() as uow:
        for word in CORPUS:
            audit.record(uow, "store.updated", kind="store", id_=store, name=word, before={"name": word}, after={"name": word})


@pytest.fixture(scope="module")
async def stage(browser: Browser, process: Process, config: Settings) -> AsyncIterator[Stage]:
    assert config.database_url
    async with serving(config, process) as url:
        demo = Demo(url, "")
        org = await make_organisation("Harbour Goods")
        state = await signed_in(browser, demo, org.email, PASSWORD)
        visitors = Visitors(browser, demo, state)
        with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as catalog:
            await furnish(org, catalog)
            async with visitors.visitor() as owner:
                request = owner.page.context.request
                order = next(o for o in await ask(request, "/orders", limit=50) if o["status"] == "open")
                body = {"carrier": "DHL", "tracking_number": "JJD 1", "tracking_url": "https://dhl.example/JJD1"}
                await told(request, "POST", f"/orders/{order['id']}/ship", body)
                (counted,) = await ask(request, "/products", limit=1)
                place, *_ = await ask(request, "/inventory/locations")
                variant = (await ask(request, f"/products/{counted['id']}"))["variants"][0]["id"]
                count = {"changes": [{"variant_id": variant, "location_id": place["id"], "absolute": 3}], "reason": CORPUS[0]}
                await told(request, "POST", "/inventory/adjustments", count)
                catalog.execute("UPDATE sync_runs SET kind = 'initial', state = 'done' WHERE org_id = %s", (org.id,))
                addresses = await things(request)
            touched = poison(catalog, org.id)
        yield Stage(demo, org, touched, addresses, visitors)


async def test_a_careless_page_would_be_caught(browser: Browser) -> None:
    """Else the silence below would prove nothing: each word by itself, written into a page as it is."""
    page = await browser.new_page()
    marked = [word for word in CORPUS if "data-stored" in word and "&lt;" not in word]
    assert len(marked) >= 7
    for word in marked:
        await page.set_content(f"<p>{word}</p>")
        assert await page.evaluate(LEAVES), word
    await page.close()


async def test_the_document_that_descriptions_are_parsed_in_runs_nothing(browser: Browser) -> None:
    """Not even where no policy forbids it."""
    page = await browser.new_page()
    await page.goto("about:blank")
    for word in CORPUS:
        kept = "word => (window.kept ??= []).push(new DOMParser().parseFromString(`<p>${word}</p>`, 'text/html'))"
        await page.evaluate(kept, word)
    await page.evaluate("() => new Promise(done => setTimeout(done, 200))")
    assert await page.evaluate(LEAVES) == []
    await page.close()


def test_the_corpus_reaches_every_table(stage: Stage, config: Settings) -> None:
    """Each column either holds it, or its table has no row here for a reason."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value()) as catalog:
        missing = {f"{table}.{column}" for table, column, _ in columns(catalog)} - stage.touched
    assert not missing, "\n".join(sorted(missing))


async def faults(visitor: Visitor, path: str) -> list[str]:
    try:
        await visitor.go(path)
    except TimeoutError as error:
        return [f"{path}: {error}"]
    found = [f"{path}: {each}" for each in await visitor.page.evaluate(LEAVES)]
    harmless = HARMLESS + PARSED if path.startswith("/products/") else HARMLESS
    found += [f"{path}: {each}" for each in visitor.complaints if not each.startswith(harmless)]
    visitor.complaints.clear()
    return found


async def test_no_screen_runs_what_is_stored(stage: Stage) -> None:
    found: list[str] = []
    async with stage.visitors.visitor() as visitor:
        visitor.page.on("dialog", lambda dialog: found.append(f"dialog: {dialog.message}"))
        for pattern in patterns():
            if pattern in DOORS or pattern.startswith("/stores/connect/:draftId"):
                continue
            known = stage.addresses
            found += await faults(visitor, address(pattern, known) if ":" in pattern else known.get(pattern, pattern))
    assert not found, "\n".join(found)


async def test_no_document_runs_what_is_stored(stage: Stage) -> None:
    """Packing slips, the API's explorer, and addresses that name a script themselves."""
    async with stage.visitors.visitor() as visitor:
        order = stage.addresses["/orders/:id"].rpartition("/")[2]
        said = quote(CORPUS[0] + CORPUS[1])
        for path in (f"/api/v1/orders/{order}/packing-slip", "/api/docs", f"/{said}", f"/api/v1/{said}", f"/orders?q={said}"):
            await visitor.page.goto(stage.demo.url + path, wait_until="load")
            assert await visitor.page.evaluate(LEAVES) == [], path
            assert all(each.startswith(HARMLESS) for each in visitor.complaints), (path, visitor.complaints)
            visitor.complaints.clear()


async def test_an_export_holds_words_and_no_formula(stage: Stage) -> None:
    async with stage.visitors.visitor() as visitor:
        written = await (await visitor.page.context.request.get("/api/v1/audit/export")).text()
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert any(MARK in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
