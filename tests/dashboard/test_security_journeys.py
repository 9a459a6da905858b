"""What people do to guard an account, an organisation and other people's data, in a real browser against the real server."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import secrets
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.dashboard.demo import Demo
from tests.dashboard.guarding import (
    app_set_up,
    at_home,
    mailed_link,
    owner,
    passkey_added,
    saved,
    sign_in,
    sign_out,
    third_party,
    with_authenticator,
)  # fmt: skip
from tests.dashboard.newcomer import PASSWORD
from tests.dashboard.visitor import Visitors, ask

NEW_PASSWORD = "another phrase for the journeys"


async def test_an_account_is_guarded_by_an_app_and_a_passkey(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    async with owner(visitors, demo, browser) as (visitor, email):
        page = visitor.page
        await with_authenticator(page)
        await visitor.goto("/settings/security")
        _, codes = await app_set_up(page)
        await passkey_added(page)

        await sign_out(page)
        await sign_in(page, email)
        await page.get_by_label("Code").fill(codes[0])
        await page.get_by_role("button", name="Sign in").click()
        await at_home(page)
        await visitor.goto("/settings/security")
        await expect(page.get_by_text("9 left")).to_be_visible()

        await sign_out(page)
        await sign_in(page, email)
        await page.get_by_label("Code").fill(codes[0])  # good once
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_text(re.compile("wrong, or was used before"))).to_be_visible()
        await page.goto("/login")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await at_home(page)
        await visitor.goto("/settings/sessions")
        mine = page.get_by_role("list", name="Sessions").get_by_role("listitem").filter(has_text="This one")
        await expect(mine).to_contain_text("Two factors")


async def test_a_sensitive_deed_asks_who_one_is_and_forgets_nothing(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    """The first refusal is played, for a proof is good for half an hour; what follows it is real."""
    async with owner(visitors, demo, browser) as (visitor, _):
        page = visitor.page
        refused: list[str | None] = []

        async def once(route: Route) -> None:
            if route.request.method != "POST" or refused:
                await route.continue_()
                return
            refused.append(route.request.post_data)
            error = {
                "code": "REAUTHENTICATION_REQUIRED",
                "message": "Prove once more that it is you.",
                "details": {"minutes": 30},
            }
            await route.fulfill(status=403, json={"success": False, "error": error, "timestamp": "", "request_id": "r"})

        await page.route("**/api/v1/api-keys", once)
        await visitor.goto("/settings/api-keys/new")
        await page.get_by_role("textbox", name="Name").fill("Accounting export")
        await page.get_by_role("button", name="Only read").click()
        await page.get_by_role("button", name="Make the key").click()
        dialog = page.get_by_role("dialog", name="Confirm that it is you")
        await dialog.get_by_label("Your password").fill("not mine at all")
        await dialog.get_by_role("button", name="Confirm").click()
        await expect(dialog.get_by_text("This is not your current password.")).to_be_visible()
        await dialog.get_by_label("Your password").fill(PASSWORD)
        await dialog.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("heading", name="Keep the key “Accounting export” now")).to_be_visible()
        key = await page.get_by_label("API key", exact=True).inner_text()
        bearer = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=demo.url, trust_env=False) as program:
            assert (await program.get("/api/v1/orders", headers=bearer)).status_code == 200
            await page.get_by_role("link", name="I have kept it").click()
            await page.get_by_role("link", name="Accounting export").click()
            await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
            await page.get_by_role("dialog", name=re.compile("^Revoke")).get_by_role("button", name="Revoke").click()
            await expect(page.get_by_text("Key revoked").first).to_be_visible()
            assert (await program.get("/api/v1/orders", headers=bearer)).status_code == 401
        assert len(refused) == 1


async def app_registered(page: Page, back: str) -> tuple[str, str]:
    """(client id, secret) of a program registered on the page that is open."""
    await page.get_by_role("textbox", name="Name").fill("Book-keeping")
    await page.get_by_label("Addresses to come back to").fill(back)
    await page.get_by_role("checkbox", name=re.compile("See orders and customers")).check()
    await page.get_by_role("button", name="Register", exact=True).click()
    await expect(page.get_by_role("heading", name="Keep the secret of “Book-keeping” now")).to_be_visible()
    client = await page.locator("dd .font-mono").first.inner_text()
    return client, await page.get_by_label("Client secret").inner_text()


async def test_a_program_of_others_is_allowed_and_its_access_taken_back(
    visitors: Visitors, demo: Demo, browser: Browser
) -> None:
    async with owner(visitors, demo, browser) as (visitor, email), third_party() as (back, came):
        page = visitor.page
        await visitor.goto("/settings/oauth-apps/new")
        client, secret = await app_registered(page, back)
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "client_id": client, "redirect_uri": back, "response_type": "code", "scope": "orders.read", "state": "s1",
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        await page.goto(f"/oauth/consent?{urlencode(asked)}")
        await expect(page.get_by_role("heading", name="Allow Book-keeping access?")).to_be_visible()
        await expect(page.get_by_text(email)).to_be_visible()
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        answer = parse_qs(urlsplit(await asyncio.wait_for(came.get(), 5)).query)
        assert answer["state"] == ["s1"] and answer["iss"] == [demo.url]
        form = {"grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": back, "code_verifier": verifier}
        async with httpx.AsyncClient(base_url=demo.url, trust_env=False) as program:
            tokens = (await program.post("/api/v1/oauth/token", data=form, auth=(client, secret))).json()
            bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
            assert (await program.get("/api/v1/orders", headers=bearer)).status_code == 200
            assert (await program.get("/api/v1/stores", headers=bearer)).status_code == 403
            await visitor.goto("/settings/oauth-apps")
            await page.get_by_role("button", name="Take back").click()
            await page.get_by_role("dialog").get_by_role("button", name="Take back").click()
            await expect(page.get_by_text("Taken back").first).to_be_visible()
            assert (await program.get("/api/v1/orders", headers=bearer)).status_code == 401


async def test_an_account_elsewhere_is_linked_and_signs_in(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    async with owner(visitors, demo, browser) as (visitor, email):
        page = visitor.page
        person = {"sub": f"user_{secrets.token_hex(6)}", "email": email, "email_verified": True}
        async with httpx.AsyncClient(trust_env=False) as http:
            await http.post(f"{demo.sandbox}/oidc/sandbox/person", json=person)
        await visitor.goto("/settings/profile")
        await page.get_by_role("button", name="Link your Clerk account").click()
        linked = page.get_by_role("list", name="Linked accounts")
        await expect(linked.get_by_text(email)).to_be_visible()
        await sign_out(page)
        await page.goto("/login?next=%2Fsettings%2Fprofile")
        await page.get_by_role("button", name="Sign in with Clerk").click()
        await expect(page).to_have_url(re.compile("/settings/profile$"))  # back to where the link led
        await page.get_by_role("button", name=f"Unlink {email}").click()
        await page.get_by_role("dialog").get_by_role("button", name="Unlink").click()
        await expect(page.get_by_text("The account is unlinked").first).to_be_visible()
        await sign_out(page)
        await page.get_by_role("button", name="Sign in with Clerk").click()
        await expect(page.get_by_text(re.compile("Nobody here is linked"))).to_be_visible()


async def joined(context: BrowserContext, link: str) -> Page:
    """The page of somebody who followed an invitation."""
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("First name").fill("Mem")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Join").click()
    return page


async def test_a_team_in_which_everybody_needs_a_second_factor(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    async with owner(visitors, demo, browser) as (visitor, _), visitors.visitor(anonymous=True) as other:
        page = visitor.page
        await visitor.goto("/settings/organisation")
        policy = page.get_by_label("Require a second factor from")
        save = page.get_by_role("region", name="Sign-in of members").or_(page.locator("section", has=policy)).first
        await policy.select_option("everybody")
        await save.get_by_role("button", name="Save").click()
        await expect(page.get_by_text(re.compile("Sign in with a second factor or a passkey yourself"))).to_be_visible()
        await visitor.goto("/settings/security")
        await app_set_up(page)
        await visitor.goto("/settings/organisation")
        await policy.select_option("everybody")
        await save.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved", exact=True).first).to_be_visible()

        address = f"member-{secrets.token_hex(4)}@example.com"
        await visitor.go("/settings/team")
        await page.get_by_role("button", name="Invite").click()
        await page.get_by_role("dialog").get_by_label("E-mail").fill(address)
        await page.get_by_role("dialog").get_by_role("button", name="Send the invitation").click()
        await expect(page.get_by_text(f"{address} is invited").first).to_be_visible()

        member = await joined(other.page.context, await mailed_link(page, visitor, address, "invite"))
        await expect(member.get_by_role("heading", name="Guarded Goods asks for a second factor")).to_be_visible()
        await member.goto("/orders")  # nothing else opens
        await expect(member).to_have_url(re.compile("/second-factor"))
        await with_authenticator(member)
        await passkey_added(member)
        await member.get_by_role("button", name="Go on").click()
        await at_home(member)


async def test_a_forgotten_password_is_replaced_and_other_sessions_end(
    visitors: Visitors, demo: Demo, browser: Browser
) -> None:
    async with owner(visitors, demo, browser) as (visitor, email), visitors.visitor(anonymous=True) as forgetful:
        page = forgetful.page
        await page.goto("/login")
        await page.get_by_role("link", name="Forgot your password?").click()
        await expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()  # both pages ask for an e-mail
        await page.get_by_label("E-mail").fill(email)
        async with page.expect_response("**/auth/password/*"):
            await page.get_by_role("button", name="Send the link").click()
        await page.goto(await mailed_link(visitor.page, visitor, email, "password"))
        await page.get_by_label("New password").fill(NEW_PASSWORD)
        await page.get_by_role("button", name="Change the password").click()
        await page.get_by_role("link", name="Sign in").click()
        await sign_in(page, email, NEW_PASSWORD)
        await at_home(page)
        await visitor.page.goto("/settings/mail")
        await expect(visitor.page).to_have_url(re.compile("/login"))


async def test_another_address_is_taken_and_the_old_one_takes_it_back(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    new = f"moved-{secrets.token_hex(4)}@example.com"
    async with owner(visitors, demo, browser) as (visitor, email), visitors.visitor(anonymous=True) as reader:
        page, mailbox = visitor.page, reader.page
        await mailbox.goto(await mailed_link(page, visitor, email, "Confirm"))
        await expect(mailbox.get_by_role("heading", name="Address confirmed")).to_be_visible()
        await visitor.goto("/settings/profile")
        await page.get_by_role("button", name="Change the address").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.type(new)  # the field has the focus
        await page.keyboard.press("Enter")
        waiting = page.get_by_role("status", name="Change that waits")
        await expect(waiting).to_contain_text(new)

        await mailbox.goto(await mailed_link(page, visitor, new, "Confirm your new"))
        await expect(mailbox.get_by_role("heading", name="Your address is changed")).to_be_visible()
        await visitor.go("/settings/profile")
        await expect(page.get_by_role("main").get_by_text(new)).to_be_visible()  # the session goes on
        await expect(waiting).to_have_count(0)

        await mailbox.goto(await mailed_link(page, visitor, email, "was changed"))
        await mailbox.get_by_role("button", name="This was not me: take it back").click()
        await expect(mailbox.get_by_text(f"Your account is yours again, by {email}.")).to_be_visible()
        await page.goto("/settings/profile")
        await expect(page).to_have_url(re.compile("/login"))
        await sign_in(page, email)
        await expect(page.get_by_text("E-mail address or password is wrong.")).to_be_visible()  # it is void


async def test_other_peoples_data_is_handed_out_and_an_erasure_called_off(visitors: Visitors, demo: Demo) -> None:
    async with visitors.visitor() as visitor:
        page = visitor.page
        orders = await ask(page.context.request, "/orders", limit=50)
        buyer = next(each["email"] for each in (await details(page, orders)) if each["email"])

        async def entered(kind: str) -> None:
            await visitor.go("/settings/privacy/requests/new")
            await page.get_by_role("radio", name=kind).check()
            await page.get_by_label("E-mail address").fill(buyer)
            await page.get_by_role("button", name="Enter the request").click()

        await entered("Copy of the data")
        async with page.expect_download() as coming:
            await page.get_by_role("button", name="Download").click(timeout=20_000)
        file = await (await coming.value).path()
        with zipfile.ZipFile(file) as bundle:
            assert "about.json" in {name.rsplit("/", 1)[-1] for name in bundle.namelist()}
            assert any("orders" in name for name in bundle.namelist())

        await entered("Erasure")
        await page.get_by_role("dialog").get_by_role("button", name="Plan the erasure").click()
        await page.get_by_role("button", name="Call it off").click()
        await page.get_by_role("dialog").get_by_role("button", name="Call it off").click()
        await expect(page.get_by_role("main").get_by_text("Called off").first).to_be_visible()


async def details(page: Page, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = await ask(page.context.request, f"/orders/{orders[0]['id']}")
    return [{"email": (found.get("customer") or {}).get("email") or found.get("email", "")}]


async def test_a_text_is_published_and_the_data_map_searched(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    async with owner(visitors, demo, browser) as (visitor, _):
        page = visitor.page
        await visitor.goto("/settings/privacy/texts/new")
        await page.get_by_label("Text").fill("We keep what the order needs.\n\nNothing else <b>at all</b>.")
        preview = page.get_by_role("region", name="Preview")
        await expect(preview.get_by_text("Nothing else <b>at all</b>.")).to_be_visible()
        await page.get_by_role("button", name="Publish").click()
        await page.get_by_role("dialog").get_by_role("button", name="Publish").click()
        row = page.get_by_role("list", name="Texts").get_by_role("listitem").filter(has_text="Privacy policy")
        await expect(row).to_contain_text("Current")
        await visitor.go("/settings/privacy/data-map")
        await page.get_by_role("searchbox").fill("oidc subject")
        await expect(page.get_by_text("who they are at the provider")).to_be_visible()


async def test_a_role_is_made_changed_and_found_in_the_log(visitors: Visitors, demo: Demo, browser: Browser) -> None:
    async with owner(visitors, demo, browser) as (visitor, email):
        page = visitor.page
        await visitor.goto("/settings/roles/new")
        await page.get_by_role("textbox", name="Name").fill("Packing")
        await page.get_by_role("checkbox", name=re.compile("See orders and customers")).check()
        await page.get_by_role("button", name="Create the role").click()
        await page.get_by_role("button", name=re.compile("Actions for Packing")).first.click()
        await page.get_by_role("menuitem", name="Edit").click()
        await page.get_by_role("checkbox", name=re.compile("See shipments")).check()
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Role saved").first).to_be_visible()
        await visitor.go("/settings/audit")
        await page.get_by_role("searchbox").fill(email)
        await expect(page.get_by_role("link", name=re.compile("role", re.I)).first).to_be_visible()
        async with page.expect_download() as coming:
            await page.get_by_role("button", name="Export what is shown").click()
        text = (await saved(await coming.value)).decode()
        assert "role.created" in text and email in text
