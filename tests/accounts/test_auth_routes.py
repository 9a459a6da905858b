"""Registering, signing in, refreshing, signing out, over HTTP."""

from __future__ import annotations

from datetime import timedelta

from app.kernel import clock
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.http import Client

REGISTER = {
    "email": "mina@example.com",
    "password": PASSWORD,
    "organisation": "Mina's Shops",
    "first_name": "Mina",
    "business": {"legal_name": "Mina Trading Ltd", "country": "GB", "tax_number": "GB123"},
    "currency": "GBP",
    "timezone": "Europe/London",
}


async def test_registering_creates_a_person_and_their_organisation(anonymous: Client) -> None:
    tokens = await anonymous.data("POST", "/api/v1/auth/register", json=REGISTER, status=201)
    anonymous.headers["authorization"] = f"Bearer {tokens['access_token']}"
    profile = await anonymous.data("GET", "/api/v1/users/profile")
    assert (profile["email"], profile["role"], profile["org_name"]) == ("mina@example.com", "owner", "Mina's Shops")
    organisation = await anonymous.data("GET", "/api/v1/organisation")
    assert organisation["business"]["legal_name"] == "Mina Trading Ltd"
    assert (organisation["currency"], organisation["timezone"]) == ("GBP", "Europe/London")

    taken = await anonymous.data("POST", "/api/v1/auth/register", json={**REGISTER, "email": "MINA@example.com"}, status=409)
    assert taken["code"] == "EMAIL_TAKEN"
    assert taken["details"]["field"] == "email"


async def test_bad_input_names_the_field(anonymous: Client) -> None:
    for change, field in (
        ({"email": "nonsense"}, "email"),
        ({"password": "short"}, "password"),
        ({"currency": "XXQ"}, "currency"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"surprise": 1}, "surprise"),
    ):
        error = await anonymous.data("POST", "/api/v1/auth/register", json={**REGISTER, **change}, status=422)
        assert error["code"] == "VALIDATION_ERROR"
        assert error["details"]["field"] == field


async def test_a_wrong_password_and_an_unknown_address_answer_alike(anonymous: Client, org: Organisation) -> None:
    wrong = await anonymous.data("POST", "/api/v1/auth/login", json={"email": org.email, "password": "no"}, status=401)
    unknown = await anonymous.data(
        "POST", "/api/v1/auth/login", json={"email": "nobody@example.com", "password": "no"}, status=401
    )
    assert wrong == unknown
    assert wrong["code"] == "BAD_CREDENTIALS"


async def test_an_access_token_is_refused_one_second_after_its_expiry(client: Client) -> None:
    # the clock of the test reaches the application: both run in one process
    start = clock.now()
    with clock.frozen(start + timedelta(minutes=14, seconds=58)):
        await client.data("GET", "/api/v1/users/profile")
    with clock.frozen(start + timedelta(minutes=15, seconds=2)):
        error = await client.data("GET", "/api/v1/users/profile", status=401)
    assert error["code"] == "SESSION_ENDED"


async def test_reusing_a_refresh_token_ends_the_whole_family(anonymous: Client, org: Organisation) -> None:
    first = await anonymous.data("POST", "/api/v1/auth/login", json={"email": org.email, "password": PASSWORD})
    second = await anonymous.data("POST", "/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert second["refresh_token"] != first["refresh_token"]
    reused = await anonymous.data("POST", "/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]}, status=401)
    assert reused["code"] == "REFRESH_TOKEN_REUSED"
    dead = await anonymous.data("POST", "/api/v1/auth/refresh", json={"refresh_token": second["refresh_token"]}, status=401)
    assert dead["code"] == "SESSION_ENDED"
    anonymous.headers["authorization"] = f"Bearer {second['access_token']}"
    assert (await anonymous.data("GET", "/api/v1/users/profile", status=401))["code"] == "SESSION_ENDED"


async def test_a_signed_out_token_is_refused_on_its_next_use(client: Client) -> None:
    await client.data("GET", "/api/v1/users/profile")
    await client.data("POST", "/api/v1/auth/logout")
    assert (await client.data("GET", "/api/v1/users/profile", status=401))["code"] == "SESSION_ENDED"


async def test_without_a_token_nothing_is_told(anonymous: Client) -> None:
    assert (await anonymous.data("GET", "/api/v1/users/profile", status=401))["code"] == "UNAUTHENTICATED"
    anonymous.headers["authorization"] = "Bearer not.a.token"
    assert (await anonymous.data("GET", "/api/v1/users/profile", status=401))["code"] == "SESSION_ENDED"


async def test_one_person_in_two_organisations_sees_only_the_entered_one(client: Client) -> None:
    made = await client.data(
        "POST", "/api/v1/organisation", json={"name": "Second", "currency": "USD", "timezone": "UTC"}, status=201
    )
    profile = await client.data("GET", "/api/v1/users/profile")
    assert {o["org_name"] for o in profile["organisations"]} == {"Harbour Goods", "Second"}
    assert profile["org_name"] == "Harbour Goods"
    tokens = await client.data("POST", "/api/v1/auth/switch", json={"org_id": made["id"]})
    client.headers["authorization"] = f"Bearer {tokens['access_token']}"
    assert (await client.data("GET", "/api/v1/organisation"))["name"] == "Second"

    other = await make_organisation("Not theirs")
    refused = await client.data("POST", "/api/v1/auth/switch", json={"org_id": str(other.id)}, status=404)
    assert refused["code"] == "NOT_FOUND"


async def test_profile_and_settings_read_back(client: Client) -> None:
    changed = await client.data("PUT", "/api/v1/users/profile", json={"first_name": "Ada 🚢", "last_name": "L"})
    assert (changed["first_name"], changed["last_name"]) == ("Ada 🚢", "L")
    await client.data("PUT", "/api/v1/users/settings", json={"theme": "dark", "cards": ["a", "b"]})
    assert await client.data("GET", "/api/v1/users/settings") == {"theme": "dark", "cards": ["a", "b"]}
