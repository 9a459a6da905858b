"""The OAuth 2.0 server: programs of others get what a person allows, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from jose import jwt

from app.kernel import clock
from tests.accounts.oauth_dance import AUTHORIZE, BACK, allowed, answer_of, registered
from tests.accounts.people import audited, join
from tests.factories import Organisation
from tests.http import Client

ORDERS, PRODUCTS, PROFILE = "/api/v1/orders", "/api/v1/products", "/api/v1/users/profile"
CLIENTS = "/api/v1/oauth/clients"


async def test_a_person_allows_a_program_and_takes_it_back(client: Client, anonymous: Client, org: Organisation) -> None:
    app = await registered(client, anonymous)
    seen = await client.data("GET", AUTHORIZE, params=app.asks())
    assert (seen["client_name"], seen["organisation"], seen["redirect_to"]) == ("Book-keeping", "Harbour Goods", None)
    assert [scope["name"] for scope in seen["scopes"]] == ["orders.read"] and seen["scopes"][0]["meaning"]
    back = await answer_of(client, app.asks())
    assert back["state"] == "s t&te"
    assert back["iss"] == "http://127.0.0.1:8000"  # which server answers
    tokens = await app.exchange(back["code"])
    assert (tokens["token_type"], tokens["scope"], tokens["expires_in"]) == ("Bearer", "orders.read", 900)
    claims = jwt.get_unverified_claims(tokens["access_token"])
    assert (claims["sub"], claims["client_id"], claims["scope"]) == (str(org.owner_id), app.id, "orders.read")
    assert await app.get(tokens["access_token"], ORDERS) == 200
    assert await app.get(tokens["access_token"], PRODUCTS) == 403  # registered, but neither asked nor allowed
    assert await app.get(tokens["access_token"], PROFILE) == 403  # a program is no person
    (grant,) = await client.data("GET", "/api/v1/oauth/grants")
    assert (grant["client_name"], grant["scopes"]) == ("Book-keeping", ["orders.read"])
    await client.data("DELETE", f"/api/v1/oauth/grants/{grant['id']}")
    assert await app.get(tokens["access_token"], ORDERS) == 401
    assert await app.refresh(tokens["refresh_token"], status=400) == "invalid_grant"
    assert await client.data("GET", "/api/v1/oauth/grants") == []
    (given,) = await audited(org, "oauth.consent_given")
    assert given.details["scopes"] == ["orders.read"]
    assert len(await audited(org, "oauth.grant_revoked")) == 1
    (denied, _) = await audited(org, "access.denied")
    assert denied.actor_kind == "app" and "Book-keeping for" in denied.actor_label


async def test_a_no_is_told_to_the_program(client: Client, anonymous: Client, org: Organisation) -> None:
    app = await registered(client, anonymous)
    back = await answer_of(client, app.asks(), approve=False)
    assert back["error"] == "access_denied" and back["state"] == "s t&te" and "code" not in back
    assert await client.data("GET", "/api/v1/oauth/grants") == []
    assert len(await audited(org, "oauth.consent_refused")) == 1


async def test_a_code_that_comes_twice_ends_what_it_gave(client: Client, anonymous: Client, org: Organisation) -> None:
    app = await registered(client, anonymous)
    code = await allowed(client, app)
    tokens = await app.exchange(code)
    assert await app.get(tokens["access_token"], ORDERS) == 200
    assert await app.exchange(code, status=400) == "invalid_grant"
    assert await app.get(tokens["access_token"], ORDERS) == 401
    assert await app.refresh(tokens["refresh_token"], status=400) == "invalid_grant"
    assert len(await audited(org, "oauth.code_reused")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": "short"},
        {"redirect_uri": "https://books.example.com/ksap/done"},
        {"code": "x" * 43},
    ],
)
async def test_a_code_is_of_no_use_to_whoever_caught_it(client: Client, anonymous: Client, changes: dict[str, str]) -> None:
    app = await registered(client, anonymous)
    code = await allowed(client, app)
    assert await app.exchange(changes.pop("code", code), status=400, **changes) == "invalid_grant"
    assert await app.exchange(code)  # the program itself still gets it
    again = await registered(client, anonymous)
    assert await again.exchange(await allowed(client, again), status=400, code_verifier="") == "invalid_request"


async def test_a_code_is_good_for_a_minute(client: Client, anonymous: Client) -> None:
    app = await registered(client, anonymous)
    code = await allowed(client, app)
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert await app.exchange(code, status=400) == "invalid_grant"


async def test_codes_and_tokens_of_one_program_are_nothing_to_another(client: Client, anonymous: Client) -> None:
    """Mix-up: a program that was given another's code or token gets nothing for it, and spends nothing."""
    mine, theirs = await registered(client, anonymous), await registered(client, anonymous, name="Other")
    code = await allowed(client, mine)
    assert await theirs.exchange(code, status=400, code_verifier=mine.verifier) == "invalid_grant"
    tokens = await mine.exchange(code)
    assert await theirs.refresh(tokens["refresh_token"], status=400) == "invalid_grant"
    for token in (tokens["access_token"], tokens["refresh_token"]):
        assert (await theirs.post("/api/v1/oauth/introspect", token=token)).json() == {"active": False}
        assert (await theirs.post("/api/v1/oauth/revoke", token=token)).status_code == 200
    assert await mine.get(tokens["access_token"], ORDERS) == 200


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/ksap/done",
        "https://books.example.com/ksap/done",
        "https://books.example.com/ksap/done?from=ksap&more=1",
        "https://books.example.com/ksap/done?from=ksap#x",
        "https://BOOKS.example.com/ksap/done?from=ksap",
        "https://books.example.com/ksap/../ksap/done?from=ksap",
        "",
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(client: Client, anonymous: Client, uri: str) -> None:
    app = await registered(client, anonymous)
    for method, options in (
        ("GET", {"params": app.asks(redirect_uri=uri)}),
        ("POST", {"json": {**app.asks(redirect_uri=uri), "approve": True}}),
    ):
        refused = await client.data(method, AUTHORIZE, status=422, **options)
        assert refused["details"]["field"] == "redirect_uri" and "redirect_to" not in refused["details"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"scope": "orders.read orders.write"}, "invalid_scope"),
        ({"scope": "api_keys.manage"}, "invalid_scope"),
        ({"scope": "nonsense"}, "invalid_scope"),
    ],
)
async def test_a_wrong_request_is_told_to_the_program(
    client: Client, anonymous: Client, changes: dict[str, str], error: str
) -> None:
    app = await registered(client, anonymous)
    seen = await client.data("GET", AUTHORIZE, params=app.asks(**changes))
    assert f"error={error}&" in seen["redirect_to"] and seen["scopes"] == []
    assert (await answer_of(client, app.asks(**changes)))["error"] == error


async def test_nobody_lends_what_they_do_not_have(
    client: Client, anonymous: Client, application: FastAPI, org: Organisation
) -> None:
    app = await registered(client, anonymous, scopes=["orders.read", "orders.write"])
    viewer = await join(client, application, org)
    asked = {"scope": "orders.read orders.write"}
    seen = await viewer.data("GET", AUTHORIZE, params=app.asks(**asked))
    assert [s["name"] for s in seen["scopes"]] == ["orders.read"]
    assert [s["name"] for s in seen["beyond"]] == ["orders.write"]
    tokens = await app.exchange(await allowed(viewer, app, **asked))
    assert tokens["scope"] == "orders.read"
    assert (await answer_of(viewer, app.asks(scope="orders.write")))["error"] == "access_denied"
    assert await app.refresh(tokens["refresh_token"], status=400, scope="orders.write") == "invalid_scope"
    await viewer.aclose()


async def test_what_a_person_or_a_program_loses_its_tokens_lose_at_once(
    client: Client, anonymous: Client, application: FastAPI, org: Organisation
) -> None:
    app = await registered(client, anonymous)
    viewer = await join(client, application, org)
    token = (await app.exchange(await allowed(viewer, app, scope="orders.read catalog.read")))["access_token"]
    assert [await app.get(token, path) for path in (ORDERS, PRODUCTS)] == [200, 200]
    body = {"name": "Book-keeping", "redirect_uris": [BACK], "scopes": ["orders.read"]}
    await client.data("PUT", f"{CLIENTS}/{app.id}", json=body)
    assert [await app.get(token, path) for path in (ORDERS, PRODUCTS)] == [200, 403]
    await client.data("POST", f"/api/v1/members/{viewer.headers['x-user']}/deactivate")
    assert await app.get(token, ORDERS) == 401
    await client.data("POST", f"/api/v1/members/{viewer.headers['x-user']}/activate")
    assert await app.get(token, ORDERS) == 200
    await client.data("DELETE", f"{CLIENTS}/{app.id}")
    assert await app.get(token, ORDERS) == 401
    assert await client.data("GET", CLIENTS) == []
    await viewer.aclose()


async def test_refreshing_rotates_and_reuse_ends_the_family(client: Client, anonymous: Client, org: Organisation) -> None:
    app = await registered(client, anonymous)
    first = await app.exchange(await allowed(client, app, scope="orders.read catalog.read"))
    second = await app.refresh(first["refresh_token"], scope="orders.read")
    assert second["scope"] == "orders.read" and second["refresh_token"] != first["refresh_token"]
    assert await app.get(second["access_token"], PRODUCTS) == 403
    third = await app.refresh(second["refresh_token"])
    assert third["scope"] == "catalog.read orders.read"  # less is asked for a token, not of the consent
    assert await app.refresh(first["refresh_token"], status=400) == "invalid_grant"
    assert await app.refresh(third["refresh_token"], status=400) == "invalid_grant"
    assert await app.get(third["access_token"], ORDERS) == 401
    assert len(await audited(org, "oauth.token_reused")) == 1


async def test_a_public_program_needs_pkce_and_no_secret(client: Client, anonymous: Client) -> None:
    app = await registered(
        client, anonymous, kind="public", redirect_uris=[BACK, "com.example.app:/done", "http://127.0.0.1/cb"]
    )
    assert app.secret is None
    tokens = await app.exchange(await allowed(client, app))
    assert await app.get(tokens["access_token"], ORDERS) == 200
    assert await app.tokens(400, grant_type="client_credentials") == "unauthorized_client"
    assert await app.tokens(401, grant_type="client_credentials", client_secret="guess") == "invalid_client"
    told = await app.post("/api/v1/oauth/introspect", token=tokens["access_token"])
    assert told.status_code == 401  # it cannot prove who asks
    assert (await app.post("/api/v1/oauth/revoke", token=tokens["refresh_token"])).status_code == 200
    assert await app.get(tokens["access_token"], ORDERS) == 401


async def test_a_program_acts_for_itself(client: Client, anonymous: Client, stranger: Client, org: Organisation) -> None:
    app = await registered(client, anonymous, redirect_uris=[], client_credentials=True)
    tokens = await app.tokens(grant_type="client_credentials", scope="catalog.read")
    assert "refresh_token" not in tokens and tokens["scope"] == "catalog.read"
    assert await app.get(tokens["access_token"], PRODUCTS) == 200
    assert await app.get(tokens["access_token"], ORDERS) == 403
    assert await app.tokens(400, grant_type="client_credentials", scope="orders.write") == "invalid_scope"
    told = (await app.post("/api/v1/oauth/introspect", token=tokens["access_token"])).json()
    assert told["active"] is True and told["sub"] == app.id and "username" not in told
    assert (await app.post("/api/v1/oauth/revoke", token=tokens["access_token"])).json()["error"] == "unsupported_token_type"
    await stranger.data("DELETE", f"{CLIENTS}/{app.id}", status=404)
    await client.data("POST", f"{CLIENTS}/{app.id}/secret")
    assert await app.tokens(401, grant_type="client_credentials") == "invalid_client"
    await client.data("DELETE", f"{CLIENTS}/{app.id}")
    assert await app.get(tokens["access_token"], PRODUCTS) == 401
    assert (await audited(org, "oauth.token_issued"))[0].details["scopes"] == ["catalog.read"]


async def test_introspection_tells_the_present_worth(client: Client, anonymous: Client, org: Organisation) -> None:
    app = await registered(client, anonymous)
    tokens = await app.exchange(await allowed(client, app))
    for token in tokens["access_token"], tokens["refresh_token"]:
        told = (await app.post("/api/v1/oauth/introspect", token=token)).json()
        assert (told["active"], told["scope"], told["username"]) == (True, "orders.read", org.email)
        assert (told["sub"], told["client_id"]) == (str(org.owner_id), app.id)
    session = client.headers["authorization"].removeprefix("Bearer ")
    for token in (session, "nonsense", tokens["access_token"][:-3] + "AAA"):
        assert (await app.post("/api/v1/oauth/introspect", token=token)).json() == {"active": False}
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert (await app.post("/api/v1/oauth/introspect", token=tokens["access_token"])).json() == {"active": False}
    await app.post("/api/v1/oauth/revoke", token=tokens["access_token"])
    assert (await app.post("/api/v1/oauth/introspect", token=tokens["refresh_token"])).json() == {"active": False}


async def test_a_programs_token_opens_no_browser_session(client: Client, anonymous: Client) -> None:
    app = await registered(client, anonymous)
    tokens = await app.exchange(await allowed(client, app))
    answer = await anonymous.get(ORDERS, headers={"cookie": f"ksap_access={tokens['access_token']}"})
    assert answer.status_code == 401
    refused = await anonymous.data("POST", "/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]}, status=401)
    assert refused["code"] == "SESSION_ENDED"


async def test_a_program_of_another_organisation_asks_nobody_here(client: Client, stranger: Client, anonymous: Client) -> None:
    app = await registered(client, anonymous)
    refused = await stranger.data("GET", AUTHORIZE, params=app.asks(), status=422)
    assert refused["details"]["field"] == "client_id"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"redirect_uris": ["http://books.example.com/done"]}, "redirect_uris"),
        ({"redirect_uris": ["https://books.example.com/done#x"]}, "redirect_uris"),
        ({"redirect_uris": ["https://a@books.example.com/done"]}, "redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect_uris"),
        ({"redirect_uris": ["data:text/html,x"], "kind": "public"}, "redirect_uris"),
        ({"redirect_uris": ["com.example.app:/done"]}, "redirect_uris"),
        ({"redirect_uris": ["https://books.example.com\\@evil.example/"]}, "redirect_uris"),
        ({"redirect_uris": ["https:///done"]}, "redirect_uris"),
        ({"redirect_uris": ["https://[books/done"]}, "redirect_uris"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"kind": "public", "client_credentials": True}, "client_credentials"),
        ({"scopes": ["api_keys.manage"]}, "scopes"),
        ({"scopes": ["organisation.transfer"]}, "scopes"),
        ({"scopes": ["nonsense"]}, "scopes"),
    ],
)
async def test_what_cannot_be_registered(client: Client, changes: dict[str, Any], field: str) -> None:
    body = {"name": "Book-keeping", "redirect_uris": [BACK], "scopes": ["orders.read"], **changes}
    refused = await client.data("POST", CLIENTS, json=body, status=422)
    assert refused["details"]["field"] == field


async def test_forms_and_credentials_are_read_strictly(client: Client, anonymous: Client) -> None:
    app = await registered(client, anonymous, client_credentials=True)
    path, form = "/api/v1/oauth/token", {"grant_type": "client_credentials"}
    basic = await anonymous.post(path, data=form, auth=(app.id, str(app.secret)))
    assert basic.status_code == 200
    secret = {"client_id": app.id, "client_secret": str(app.secret)}
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"data": {**form, **secret}, "auth": (app.id, str(app.secret))}, 400, "invalid_request"),
        ({"data": form, "auth": (app.id, "no")}, 401, "invalid_client"),
        ({"data": {**form, "client_id": "no"}}, 401, "invalid_client"),
        ({"data": {**form, "client_id": "00000000-0000-0000-0000-000000000000"}}, 401, "invalid_client"),
        ({"data": form}, 401, "invalid_client"),
        ({"data": {"grant_type": "password", **secret}}, 400, "unsupported_grant_type"),
        ({"data": secret}, 400, "invalid_request"),
        ({"json": {**form, **secret}}, 400, "invalid_request"),
        ({"data": {**form, **secret, "scope": ["a", "b"]}}, 400, "invalid_request"),
    ]
    for options, status, error in wrong:
        answer = await anonymous.post(path, **options)
        assert (answer.status_code, answer.json()["error"]) == (status, error), options
        assert ("www-authenticate" in answer.headers) is (status == 401)


async def test_programs_find_the_server_by_its_metadata(anonymous: Client) -> None:
    told = (await anonymous.get("/.well-known/oauth-authorization-server")).json()
    assert told["issuer"] == "http://127.0.0.1:8000"
    assert told["authorization_endpoint"] == "http://127.0.0.1:8000/oauth/consent"
    assert told["code_challenge_methods_supported"] == ["S256"] and told["authorization_response_iss_parameter_supported"]
    assert "orders.read" in told["scopes_supported"] and "api_keys.manage" not in told["scopes_supported"]
    assert (await anonymous.get(told["jwks_uri"].removeprefix(told["issuer"]))).json()["keys"]
    for name in ("token", "revocation", "introspection"):
        answer = await anonymous.post(told[f"{name}_endpoint"].removeprefix(told["issuer"]), data={"token": "x"})
        assert answer.status_code == 401, name
