"""Getting tokens: the install screen, codes, refreshes, client credentials."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.sandbox.shopify.oauth import callback_hmac
from tests.sandbox.shopify.support import App
from tests.vendors.contracts import signature_vectors

AUTHORIZE = "/shopify/tea-house/admin/oauth/authorize"
TOKEN = "/shopify/tea-house/admin/oauth/access_token"
BACK = "http://127.0.0.1:9999/callback"


def _query(app: App, **more: str) -> dict[str, str]:
    return {
        "client_id": app.state.client_id,
        "scope": "read_products,write_orders",
        "redirect_uri": BACK,
        "state": "s1",
        **more,
    }


async def _code(app: App, **more: str) -> str:
    answer = await app.http.post(AUTHORIZE, params=_query(app, **more), data={"choice": "install"})
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]


async def _token(app: App, **given: Any) -> httpx.Response:
    known = {"client_id": app.state.client_id, "client_secret": app.state.client_secret}
    return await app.http.post(TOKEN, json={**known, **given})


def test_the_vendors_vectors_of_callbacks() -> None:
    vectors = signature_vectors("shopify.oauth_callback")
    for vector in vectors.values():
        parameters = dict(part.split("=", 1) for part in vector["inputs"]["message"].split("&"))
        assert callback_hmac(vector["inputs"]["secret"], {**parameters, "hmac": "left out"}) == vector["expected"]


async def test_the_install_screen_shows_what_is_asked_for(app: App) -> None:
    page = await app.http.get(AUTHORIZE, params=_query(app))
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for text in (
        "Install KSAP?",
        "Tea House",
        "tea-house.myshopify.com",
        "read_products",
        "write_orders",
        "127.0.0.1:9999",
        "Cancel",
    ):
        assert text in page.text
    cancelled = await app.http.post(AUTHORIZE, params=_query(app), data={"choice": "cancel"})
    assert cancelled.status_code == 200 and "Nothing was installed" in cancelled.text
    assert app.state.codes == {}


async def test_installing_comes_back_with_a_signed_code(app: App) -> None:
    answer = await app.http.post(AUTHORIZE, params=_query(app), data={"choice": "install"})
    where = urlsplit(answer.headers["location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == BACK
    given = dict(parse_qsl(where.query))
    assert (given["shop"], given["state"], given["timestamp"]) == ("tea-house.myshopify.com", "s1", "1772366400")
    assert base64.b64decode(given["host"] + "==").decode() == "admin.shopify.com/store/tea-house"
    assert given["hmac"] == callback_hmac(app.state.client_secret, given)


async def test_a_code_is_good_for_one_token_and_not_for_long(app: App) -> None:
    code = await _code(app)
    made = (await _token(app, code=code)).json()
    assert set(made) == {"access_token", "scope"} and made["scope"] == "read_products,write_orders"
    assert await app.data("{ shop { name } }", token=made["access_token"])
    assert (await app.fails("{ locations(first: 1) { nodes { id } } }", token=made["access_token"]))["extensions"][
        "code"
    ] == "ACCESS_DENIED"
    again = await _token(app, code=code)
    expected = {"error": "invalid_request", "error_description": "The authorization code was not found or was already used"}
    assert (again.status_code, again.json()) == (400, expected)
    late = await _code(app)
    app.forward(minutes=11)
    assert (await _token(app, code=late)).json() == expected


async def test_expiring_tokens_and_their_refresh(app: App) -> None:
    made = (await _token(app, code=await _code(app), expiring="1")).json()
    assert (made["expires_in"], made["refresh_token_expires_in"]) == (3600, 7_776_000)
    assert made["access_token"].startswith("shpat_") and made["refresh_token"].startswith("shprt_")
    app.forward(minutes=61)
    assert (await app.post("{ shop { name } }", token=made["access_token"])).status_code == 401
    second = (await _token(app, grant_type="refresh_token", refresh_token=made["refresh_token"])).json()
    assert second["scope"] == made["scope"] and second["access_token"] != made["access_token"]
    assert await app.data("{ shop { name } }", token=second["access_token"])
    spent = await _token(app, grant_type="refresh_token", refresh_token=made["refresh_token"])
    assert (spent.status_code, spent.json()["error"]) == (400, "invalid_grant")
    app.forward(days=91)
    late = await _token(app, grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert late.json()["error"] == "invalid_grant"


async def test_a_refresh_whose_answer_was_lost_can_be_repeated(app: App) -> None:
    made = (await _token(app, code=await _code(app), expiring=1)).json()
    lost = (await _token(app, grant_type="refresh_token", refresh_token=made["refresh_token"])).json()
    assert await app.data("{ shop { name } }", token=made["access_token"]), "the old one lives until the new one is used"
    second = (await _token(app, grant_type="refresh_token", refresh_token=made["refresh_token"])).json()
    assert (await app.post("{ shop { name } }", token=lost["access_token"])).status_code == 401
    assert await app.data("{ shop { name } }", token=second["access_token"])
    assert (await app.post("{ shop { name } }", token=made["access_token"])).status_code == 401
    assert (await _token(app, grant_type="refresh_token", refresh_token=lost["refresh_token"])).status_code == 400


async def test_an_app_has_one_expiring_token_at_a_time(app: App) -> None:
    first = (await _token(app, code=await _code(app), expiring=True)).json()
    second = (await _token(app, code=await _code(app), expiring=True)).json()
    assert (await app.post("{ shop { name } }", token=first["access_token"])).status_code == 401
    assert (await _token(app, grant_type="refresh_token", refresh_token=first["refresh_token"])).status_code == 400
    assert await app.data("{ shop { name } }", token=second["access_token"])
    assert await app.data("{ shop { name } }"), "the Admin API token has nothing to do with it"


async def test_client_credentials_last_a_day(app: App) -> None:
    answer = await app.http.post(
        TOKEN,
        data={"grant_type": "client_credentials", "client_id": app.state.client_id, "client_secret": app.state.client_secret},
    )
    made = answer.json()
    assert made["expires_in"] == 86_399 and "read_all_orders" in made["scope"].split(",")
    assert await app.data("{ shop { name } }", token=made["access_token"])
    app.forward(hours=24)
    assert (await app.post("{ shop { name } }", token=made["access_token"])).status_code == 401


async def test_an_app_that_is_not_installed_gets_a_page_for_an_answer(app: App) -> None:
    await app.http.post("/shopify/tea-house/merchant/uninstall")
    grant = {"grant_type": "client_credentials", "client_id": app.state.client_id, "client_secret": app.state.client_secret}
    page = await app.http.post(TOKEN, data=grant)
    assert page.status_code == 400 and "<title>400 - Oauth error app_not_installed</title>" in page.text
    told = await app.http.post(TOKEN, data=grant, headers={"Accept": "application/json"})
    assert told.json()["error"] == "app_not_installed"
    made = (await _token(app, code=await _code(app))).json()
    assert await app.data("{ shop { name } }", token=made["access_token"])
    assert "access_token" in (await app.http.post(TOKEN, data=grant)).json()


async def test_apps_that_are_not_known(app: App) -> None:
    page = await _token(app, client_id="nobody", code="x")
    assert page.status_code == 400 and "application_cannot_be_found" in page.text
    wrong = await _token(app, client_secret="guess", code="x")
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_client")
    assert (await _token(app, grant_type="password")).json()["error"] == "unsupported_grant_type"
    broken = await app.http.post(TOKEN, content=b"{", headers={"Content-Type": "application/json"})
    assert broken.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "x"}, "application_cannot_be_found"),
        ({"scope": "read_products,everything"}, "invalid_scope"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"redirect_uri": "http://far.example/callback"}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
    ],
)
async def test_install_screens_that_are_refused(app: App, change: dict[str, str], error: str) -> None:
    for answer in (
        await app.http.get(AUTHORIZE, params=_query(app, **change)),
        await app.http.post(AUTHORIZE, params=_query(app, **change), data={"choice": "install"}),
    ):
        assert answer.status_code == 400 and error in answer.text
    assert app.state.codes == {}


async def test_what_is_asked_for_is_shown_as_text(app: App) -> None:
    page = await app.http.get(AUTHORIZE, params=_query(app, redirect_uri="http://localhost/<script>", state='"><script>'))
    assert "<script>" not in page.text


async def test_faults_of_credentials(app: App) -> None:
    made = (await _token(app, code=await _code(app), expiring=1)).json()
    app.forward(seconds=1)
    expired = app.stage.begin_fault("credentials_expired", "shopify", "tea-house")
    assert (await app.post("{ shop { name } }", token=made["access_token"])).status_code == 401
    app.forward(seconds=1)
    fresh = (await _token(app, grant_type="refresh_token", refresh_token=made["refresh_token"])).json()
    assert await app.data("{ shop { name } }", token=fresh["access_token"])
    app.stage.faults.clear(expired.id)
    app.forward(seconds=1)
    app.stage.begin_fault("credentials_revoked", "shopify", "tea-house")
    assert (await app.post("{ shop { name } }", token=fresh["access_token"])).status_code == 401
    assert (await _token(app, grant_type="refresh_token", refresh_token=fresh["refresh_token"])).json()[
        "error"
    ] == "invalid_grant"
    app.forward(seconds=1)
    anew = (await _token(app, code=await _code(app), expiring=1)).json()
    assert await app.data("{ shop { name } }", token=anew["access_token"])


async def test_a_person_is_told_what_is_needed_to_connect(app: App) -> None:
    told = dict(app.stage.credentials("shopify", app.shop))
    assert told["Shop domain"] == "tea-house.myshopify.com"
    assert (told["Client ID"], told["Client secret"]) == (app.state.client_id, app.state.client_secret)
    assert told["Admin API access token"] == app.token
