"""The built dashboard: what it weighs, and what a real Chromium does with it. Medians; needs a Chromium and web/dist."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from playwright.async_api import CDPSession, Page, Route

from bench import http
from bench.env import PASSWORD, Env
from bench.result import Result
from tests.dashboard.chromium import Missing, launched
from tests.dashboard.demo import Demo, dashboard
from tests.dashboard.visitor import DESK, Visitor, Visitors, signed_in

WEB = Path(__file__).parents[1] / "web"
ROWS, STEPS, ROUNDS, STEP_PX = 10_000, 120, 7, 400
_ROUTES = ("/orders", "/", "/inbox", "/orders")
_PAINT = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""
_GO = "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }"
_ORDERS = """INSERT INTO orders (org_id, id, store_id, external_id, number, customer_name, email, phone, country, currency,
                subtotal, discount, shipping, tax, total, refunded, taxes_included, details, status, payment_status,
                fulfilment_status, units, note, internal_note, tags, source, search, fingerprint, placed_at, cancel_reason,
                version, created_at, updated_at)
             SELECT $1, md5('s' || n)::uuid, $2, 'screen-' || n, '#S' || n, 'Ada Lane', 'buyer' || n || '@example.com', '',
                'DE', 'EUR', 40, 0, 4.90, 0, 44.90, 0, false, '{}', 'open', 'paid', 'unfulfilled', 1, '', '', '{}', 'web',
                '#s' || n, '', $3::timestamptz - n * interval '1 minute', '', 1, now(), now()
             FROM generate_series(1, $4::int) AS n"""

_LOADED = "() => (document.querySelectorAll('[role=table] [role=rowgroup]')[1]?.offsetHeight ?? 0) / 40"


async def run(env: Env) -> list[Result]:
    results = _sizes()
    try:
        dashboard()
        await _fill(env)
        async with http.served("app.main:create_app") as port, launched() as browser:
            demo = Demo(f"http://127.0.0.1:{port}", "")
            visitors = Visitors(browser, demo, await signed_in(browser, demo, env.email, PASSWORD))
            async with visitors.visitor(width=DESK) as visitor:
                return results + await _measured(visitor)
    except Missing as missing:
        print(f"!!!!  THE DASHBOARD IS NOT MEASURED: {missing}", file=sys.stderr)
        return results


def _sizes() -> list[Result]:
    """kB of compressed script, by web/scripts/budgets.mjs."""
    node = shutil.which("node")
    if not node or not (WEB / "dist" / "index.html").exists():
        print("!!!!  THE DASHBOARD IS NOT WEIGHED: Node or its build is missing", file=sys.stderr)
        return []
    told = subprocess.run([node, "scripts/budgets.mjs", "--json"], cwd=WEB, capture_output=True, text=True, check=False)
    rows = {row["name"]: row for row in json.loads(told.stdout)}
    wanted = {"shell": "script of the shell, compressed", "first screen (Home)": "script of the first screen, compressed"}
    return [
        Result(f"dashboard: {title} ÷ budget", rows[name]["kB"], rows[name]["budget"], "kB", 1, "at most")
        for name, title in wanted.items()
        if name in rows
    ]


async def _measured(visitor: Visitor) -> list[Result]:
    session = await visitor.page.context.new_cdp_session(visitor.page)
    await session.send("Performance.enable")
    paints = []
    for _ in range(ROUNDS):
        await visitor.goto("/")
        paints.append(float(await visitor.page.evaluate(_PAINT)))
    changes = []
    for _ in range(ROUNDS):
        for path in _ROUTES:
            before = await _script(session)
            await visitor.page.evaluate(_GO, path)
            await visitor.settled()
            changes.append(await _script(session) - before)
    steps = await _scrolled(visitor, session)
    return [
        Result("dashboard: script of a route change ÷ 100 ms", statistics.median(changes), 100, "ms", 1, "at most"),
        Result(
            f"dashboard: script of a step through {ROWS:,} orders ÷ 16 ms", statistics.median(steps), 16, "ms", 1, "at most"
        ),
        Result("dashboard: largest contentful paint of Home ÷ 2.5 s", statistics.median(paints), 2500, "ms", 1, "at most"),
    ]


async def _script(session: CDPSession) -> float:
    """Milliseconds of script that the page has run so far."""
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "ScriptDuration") * 1000


async def _scrolled(visitor: Visitor, session: CDPSession) -> list[float]:
    """Loads all rows by going to the end again and again, in the largest pages that there are; then scrolls by steps."""
    page = visitor.page

    async def larger(route: Route) -> None:
        await route.continue_(url=route.request.url.replace("limit=60", "limit=250"))

    await page.route("**/api/v1/orders?*", larger)
    await visitor.goto("/orders")
    while await page.evaluate(_LOADED) < ROWS:
        await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        await visitor.settled(30)
    await page.evaluate("scrollTo(0, 0)")
    await visitor.settled()
    steps = []
    for _ in range(STEPS):
        before = await _script(session)
        await _step(page)
        steps.append(await _script(session) - before)
    return steps


async def _step(page: Page) -> None:
    """One step of the wheel, drawn."""
    await page.evaluate(
        "by => new Promise(done => { scrollBy(0, by); requestAnimationFrame(() => requestAnimationFrame(done)) })", STEP_PX
    )


async def _fill(env: Env) -> None:
    connection = await asyncpg.connect(env.owner_url)
    try:
        newest = datetime.now(UTC) - timedelta(hours=1)
        await connection.execute(_ORDERS, env.org_id, env.store_id, newest, ROWS)
        await connection.execute("VACUUM ANALYZE orders")
    finally:
        await connection.close()
