"""What a merchant does, from the first visit to the sale in the figures, in a real browser against the real server."""

from __future__ import annotations

import re
import secrets
from decimal import Decimal
from typing import Any

from playwright.async_api import Dialog, Page, Route, expect

from tests.dashboard.demo import EMAIL, Demo
from tests.dashboard.demo import PASSWORD as OWNERS
from tests.dashboard.newcomer import PASSWORD, apis, registered
from tests.dashboard.visitor import PHONE, Visitor, Visitors, ask, login, told

IMPORT_MS = 60_000
BUYER = {
    "email": "sam.porter@example.com",
    "shipping": {
        "first_name": "Sam", "last_name": "Porter", "address1": "1600 Pine Street", "city": "Philadelphia",
        "region": "Pennsylvania", "region_code": "PA", "postcode": "19103", "country": "US", "phone": "+12155550123",
    },
}  # fmt: skip


async def narrowed(visitor: Visitor, number: str) -> None:
    """The list of orders, narrowed to this one and standing still."""
    await visitor.page.get_by_role("searchbox").fill(number)
    await expect(visitor.page).to_have_url(re.compile(r"[?&]q="))
    await visitor.settled()


async def bought(demo: Demo, handle: str) -> dict[str, Any]:
    """An order that a shopper of the sandbox has just placed, for one thing that is in stock."""
    async with apis(demo) as api:
        stock = await api.truth("GET", f"/shops/{handle}/stock")
        sku = max((row for row in stock if row["tracked"] and row["sku"]), key=lambda row: row["available"])["sku"]
        placed = await api.truth("POST", f"/shops/{handle}/orders", json={"lines": [{"sku": sku, "quantity": 1}], **BUYER})
        return dict(placed)


async def shop_of(demo: Demo, vendor: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A shop of the sandbox and its credentials by label."""
    async with apis(demo) as api:
        found = [s for s in await api.truth("GET", "/shops") if s["vendor"] == vendor]
    return found[-1], {c["label"]: c["value"] for c in found[-1]["credentials"]}


async def chosen_platform(page: Page, title: str) -> None:
    """The first step of the wizard: a sandbox shop of this platform."""
    await page.goto("/stores/connect")
    await page.get_by_role("radio", name=re.compile(title)).check(force=True)
    await page.get_by_role("radio", name=re.compile("A sandbox shop")).check(force=True)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name=f"Connect to {title}")).to_be_visible()


async def connected(page: Page, name: str) -> None:
    """From a good test through locations and preview to the end of the import."""
    await expect(page.get_by_text("Everything needed works.")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Connect ")).click()
    await expect(page.get_by_role("heading", name="Match locations")).to_be_visible()
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="What will be imported")).to_be_visible()
    await expect(page.get_by_text("Products", exact=True).last).to_be_visible(timeout=IMPORT_MS)
    await page.get_by_role("button", name="Start the import").click(timeout=IMPORT_MS)
    await expect(page.get_by_role("list", name="Progress")).to_be_visible()
    await expect(page.get_by_text("The import is done.")).to_be_attached(timeout=IMPORT_MS)
    await expect(page.get_by_role("heading", name=f"{name} is connected")).to_be_visible()


async def revenue(page: Page) -> Decimal:
    answer = await ask(page.context.request, "/analytics/sales", group_by="store")
    return sum((Decimal(total["revenue"]) for total in answer["totals"]), Decimal(0))


async def test_from_the_first_visit_to_the_sale_in_the_figures(visitors: Visitors, demo: Demo) -> None:
    async with visitors.visitor(anonymous=True) as visitor:
        page = visitor.page
        await register(page)
        await expect(page.get_by_role("link", name="Connect a store").first).to_be_visible()
        await connect_shopify(page, demo)
        await connect_woocommerce(page, demo)
        await connect_ups(page, demo)
        order = await bought(demo, (await shop_of(demo, "shopify"))[0]["handle"])
        before = await revenue(page)
        await ship_with_label(page, order["name"])
        await page.goto("/analytics")
        await expect(page.get_by_role("heading", name="Sales").first).to_be_visible()
        assert before > 0
        assert await revenue(page) >= before
        found = await ask(page.context.request, "/orders", q=order["name"], limit=5)
        assert any(each["number"] == order["name"] and each["fulfilment_status"] == "fulfilled" for each in found)
        assert [each for each in visitor.complaints if "401" not in each] == []


async def register(page: Page) -> None:
    await page.goto("/register")
    await page.get_by_label("Organisation").fill("Journey & Daughters")
    await page.get_by_label("E-mail").fill(f"journey-{secrets.token_hex(4)}@example.com")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Create account").click()
    await page.wait_for_url(lambda url: "/register" not in url)


async def connect_shopify(page: Page, demo: Demo) -> None:
    """By token; a wrong one first: the vendor's reason shows and what was typed is kept."""
    shop, given = await shop_of(demo, "shopify")
    await chosen_platform(page, "Shopify")
    await page.get_by_role("radio", name=re.compile("An Admin API access token")).check(force=True)
    await page.get_by_label("Shop address").fill(given["Shop domain"])
    await page.get_by_label("Admin API access token").last.fill("shpat_" + "0" * 32)
    await page.get_by_label("API secret key").fill(given["Client secret"])
    await page.get_by_role("button", name="Test the connection").click()
    await expect(page.get_by_text("This does not work yet.")).to_be_visible()
    report = page.get_by_role("list", name="Test report")
    await expect(report.get_by_text("Invalid API key or access token")).to_be_visible()
    await page.get_by_role("link", name="Change the details").click()
    await expect(page.get_by_label("Shop address")).to_have_value(given["Shop domain"])
    await page.get_by_label("Admin API access token").last.fill(given["Admin API access token"])
    await page.get_by_role("button", name="Test the connection").click()
    await connected(page, shop["name"])


async def connect_woocommerce(page: Page, demo: Demo) -> None:
    """By key pair."""
    shop, given = await shop_of(demo, "woocommerce")
    await chosen_platform(page, "WooCommerce")
    await page.get_by_role("radio", name=re.compile("key", re.I)).last.check(force=True)
    await page.get_by_label(re.compile("address", re.I)).first.fill(shop["address"])
    await page.get_by_label("Consumer key").fill(given["Consumer key"])
    await page.get_by_label("Consumer secret").fill(given["Consumer secret"])
    await page.get_by_role("button", name="Test the connection").click()
    await connected(page, shop["name"])


async def connect_ups(page: Page, demo: Demo) -> None:
    async with apis(demo) as api:
        vendors = await api.truth("GET", "/vendors")
    given = {c["label"]: c["value"] for v in vendors if v["slug"] == "ups" for c in v["credentials"]}
    await page.goto("/settings/integrations")
    await page.get_by_role("button", name="Connect a carrier").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Carrier").select_option(label="UPS")
    await dialog.get_by_label("Environment").select_option("sandbox")
    for label, value in given.items():
        await dialog.get_by_label(label).fill(value)
    await dialog.get_by_role("button", name="Test and save").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_text("UPS").first).to_be_visible()


async def ship_with_label(page: Page, number: str) -> None:
    """Finds the order in the list and ships it with the cheapest label."""
    await page.goto("/orders")
    await page.get_by_role("searchbox").fill(number)
    await page.get_by_role("link", name=number, exact=True).click()
    await page.get_by_role("link", name="Ship", exact=True).or_(page.get_by_role("link", name="Open order")).first.click()
    if "/fulfil" not in page.url:
        await page.get_by_role("link", name="Ship", exact=True).click()
    await page.get_by_role("button", name="Enter the address").click()
    origin = page.get_by_role("dialog")
    for label, value in (("Name", "Dispatch"), ("Street and number", "500 7th Avenue"), ("Postal code", "10018"),
                         ("City", "New York"), ("State or province (code)", "NY"), ("Country (two letters)", "US"),
                         ("Phone", "+12125550100")):  # fmt: skip
        await origin.get_by_label(label, exact=True).fill(value)
    await origin.get_by_role("button", name="Save").click()
    await expect(origin).to_be_hidden()
    await page.get_by_label("Weight").fill("0.8")
    await page.get_by_role("button", name="Compare prices").click()
    await page.get_by_role("button", name=re.compile("^Buy label for")).click()
    await expect(
        page.get_by_role("heading", name="Shipped").or_(page.get_by_role("heading", name="The label is bought"))
    ).to_be_visible()
    await expect(page.get_by_text(re.compile("^1Z")).first).to_be_visible()
    assert await page.get_by_role("link", name="Print label").is_visible()


async def test_on_a_phone_an_order_is_found_and_shipped_with_an_own_number(visitors: Visitors, demo: Demo) -> None:
    order = await bought(demo, "tech-gadgets")
    async with visitors.visitor(width=PHONE, anonymous=True) as visitor:
        page = visitor.page
        await page.goto("/orders?view=to_ship")
        await expect(page).to_have_url(re.compile("/login"))
        await page.get_by_label("E-mail").fill(EMAIL)
        await page.get_by_label("Password").fill(OWNERS)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page).to_have_url(re.compile(r"/orders\?view=to_ship"))  # back to where the link led
        await narrowed(visitor, order["name"])
        await page.get_by_role("link", name=order["name"], exact=True).tap()
        await page.get_by_role("link", name="Ship", exact=True).tap()
        await page.get_by_role("button", name="Own tracking number").tap()
        await page.get_by_label("Tracking number").fill("9400111899223100001234")
        await page.get_by_role("button", name=re.compile("as shipped")).tap()
        await expect(page.get_by_role("heading", name="Shipped")).to_be_visible()
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE
        shown = await ask(page.context.request, "/orders", q=order["name"], limit=5)
        assert [o["fulfilment_status"] for o in shown if o["number"] == order["name"]] == ["fulfilled"]


async def test_by_keyboard_alone(visitors: Visitors) -> None:
    async with visitors.visitor() as visitor:
        page = visitor.page
        number = (await ask(page.context.request, "/orders", limit=1, sort="placed_at"))[0]["number"].lstrip("#")
        await visitor.goto("/")
        await page.keyboard.press("Control+k")
        await expect(page.get_by_placeholder("Order, customer, product, SKU, store or command")).to_be_focused()
        await page.keyboard.type(number)
        first = page.get_by_role("option").first  # several stores may count from the same number
        await expect(first).to_contain_text(number)
        await expect(first).to_have_attribute("data-selected", "true")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/orders/[0-9a-f-]{36}"))
        await expect(page.get_by_role("heading", level=1)).to_contain_text(number)

        await page.keyboard.press("g")
        await page.keyboard.press("p")
        await expect(page).to_have_url(re.compile("/products"))

        await page.keyboard.press("g")
        await page.keyboard.press("o")
        await expect(page).to_have_url(re.compile("/orders$"))
        await visitor.settled()
        rows = page.locator("[data-at] [data-lead]")
        await expect(rows.nth(1)).to_be_visible()
        for key, at in (("j", 0), ("j", 1), ("k", 0)):
            await page.keyboard.press(key)
            await expect(page.locator(f'[data-at="{at}"] [data-lead]')).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile(r"/orders(/[0-9a-f-]{36}|\?open=[0-9a-f-]{36})"))

        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_the_way_back_asks_before_it_takes_unsaved_edits(visitors: Visitors) -> None:
    async with visitors.visitor() as visitor:
        page = visitor.page
        await visitor.goto("/settings/sessions")
        await page.get_by_role("link", name="Profile", exact=True).first.click()
        name = page.get_by_label("First name")
        await name.fill("Somebody else")
        question = page.get_by_role("dialog", name="Leave without saving?")
        for _ in range(2):  # whoever stays is asked again
            await page.evaluate("history.back()")
            await expect(question).to_be_visible()
            await expect(page).to_have_url(re.compile("/settings/profile$"))
            await page.get_by_role("button", name="Stay here").click()
            await expect(question).to_be_hidden()
            await expect(name).to_have_value("Somebody else")
        await page.evaluate("history.back()")
        await page.get_by_role("button", name="Leave", exact=True).click()
        await expect(page).to_have_url(re.compile("/settings/sessions$"))
        await expect(page.get_by_label("Current password")).to_be_visible()
        await page.evaluate("history.forward()")
        await expect(page).to_have_url(re.compile("/settings/profile$"))
        await expect(name).not_to_have_value("Somebody else")


async def opened_note(visitor: Visitor, text: str) -> None:
    """The form of the internal note of some order, with this text typed into it."""
    page = visitor.page
    order = (await ask(page.context.request, "/orders", limit=20, sort="placed_at"))[0]
    await visitor.goto(f"/orders/{order['id']}")
    await page.get_by_role("button", name="Edit the internal note").click()
    await page.get_by_role("textbox", name="Internal note").fill(text)


async def refuse(page: Page, status: int, code: str, message: str) -> None:
    """The next notes are not saved, for this reason."""
    error = {"code": code, "message": message, "details": {}}
    body = {"success": False, "error": error, "request_id": f"req_of_{status}", "timestamp": "2026-01-01T00:00:00Z"}

    async def answer(route: Route) -> None:
        await route.fulfill(status=status, json=body, headers={"Retry-After": "7"})

    await page.unroute("**/notes")
    await page.route("**/notes", answer)


async def test_when_saving_fails_it_says_what_to_do_and_keeps_the_text(visitors: Visitors) -> None:
    text = "Call before delivery; the bell is broken."
    async with visitors.visitor() as visitor:
        page = visitor.page
        await opened_note(visitor, text)
        field, save = page.get_by_role("textbox", name="Internal note"), page.get_by_role("button", name="Save")
        alert = page.locator("form").filter(has=field).get_by_role("alert")

        await page.context.set_offline(True)
        await save.click()
        await expect(alert).to_contain_text("cannot be reached")
        await expect(field).to_have_value(text)
        await page.context.set_offline(False)

        for status, code, message in (
            (409, "CONFLICT", "Somebody else changed the order meanwhile; reload it."),
            (429, "RATE_LIMITED", "Too many calls; try again in 7 seconds."),
            (500, "INTERNAL", "Something broke on our side; give this request id to your administrator."),
        ):
            await refuse(page, status, code, message)
            await save.click()
            await expect(alert).to_contain_text(message)
            await expect(alert).to_contain_text(f"req_of_{status}")
            await expect(field).to_have_value(text)

        await page.unroute("**/notes")
        await save.click()
        await expect(field).to_be_hidden()
        await expect(page.get_by_text(text).first).to_be_visible()


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


async def test_pasted_walls_of_text_and_scripts_are_harmless(visitors: Visitors) -> None:
    async with visitors.visitor() as visitor:
        page = visitor.page
        alerts: list[str] = []

        async def answered(dialog: Dialog) -> None:
            if dialog.type != "beforeunload":  # a form that asks before typed text is lost is fine
                alerts.append(dialog.message)
            await dialog.accept()

        page.on("dialog", answered)
        product = await titled_product(page)
        await opened_note(visitor, SCRIPT)
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text(SCRIPT).first).to_be_visible()
        await page.get_by_role("button", name="Edit the internal note").click()
        await page.get_by_role("textbox", name="Internal note").fill("x" * 10_000)
        await page.get_by_role("button", name="Save").click()
        await visitor.settled()
        for address in ("/products", f"/products/{product}", "/settings/organisation", "/settings/profile", "/stores/connect"):
            await visitor.goto(address)
            for text in ("y" * 10_000, SCRIPT):
                for field in await page.locator("main input:is([type=text],[type=search],:not([type])), main textarea").all():
                    if await field.is_editable():
                        await field.fill(text)
            await visitor.settled()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            assert await page.locator("main script, main img[src=x]").count() == 0
        assert alerts == []


async def titled_product(page: Page) -> str:
    """A product whose title is a script, made by the API."""
    body = {"title": SCRIPT, "variants": [{"sku": f"XSS-{secrets.token_hex(3)}", "price": "1.00"}]}
    return str((await told(page.context.request, "POST", "/products", body))["id"])


async def test_an_order_by_webhook_shows_on_home_within_two_seconds(visitors: Visitors, demo: Demo) -> None:
    async with visitors.visitor() as visitor:
        await visitor.goto("/")
        activity = visitor.page.get_by_role("list", name="Recent activity")
        await expect(activity).to_be_visible()
        order = await bought(demo, "tech-gadgets")
        await expect(activity).to_contain_text(order["name"], timeout=2_000)


async def test_a_session_that_was_ended_elsewhere_leads_back_to_the_same_page(visitors: Visitors, demo: Demo) -> None:
    email = f"leaver-{secrets.token_hex(4)}@example.com"
    async with apis(demo) as api:
        await registered(api, email, "Two devices")
    async with visitors.visitor(anonymous=True) as visitor, visitors.visitor(anonymous=True) as other:
        page = visitor.page
        await login(page.context, email, PASSWORD)
        await login(other.page.context, email, PASSWORD)
        await visitor.goto("/orders?view=to_ship")
        await told(other.page.context.request, "DELETE", "/users/sessions")  # as Settings does: all but this one
        await page.get_by_role("searchbox").fill("anything")
        await expect(page).to_have_url(re.compile(r"/login\?next="))
        await page.get_by_label("E-mail").fill(email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page).to_have_url(re.compile(r"/orders\?.*view=to_ship"))
