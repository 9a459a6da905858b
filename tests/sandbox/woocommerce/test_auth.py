"""Who may: keys over TLS, OAuth 1.0a without it, permissions of keys, and credentials that died."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX
from app.sandbox.woocommerce.state import issue_key, keys_of
from tests.sandbox.support import Clock
from tests.sandbox.woocommerce.conftest import NOW
from tests.sandbox.woocommerce.support import Woo, oauth

AT = int(NOW.timestamp()) + 3600
ERROR = "woocommerce_rest_authentication_error"


def refused(answer: httpx.Response, code: str, message: str = "", status: int = 401) -> None:
    """The answer is an error of WordPress's."""
    body = answer.json()
    assert (answer.status_code, body["code"], body["data"]["status"]) == (status, code, status), answer.text
    assert message in body["message"], body


class Plain:
    """Calls without TLS, signed as OAuth 1.0a says."""

    def __init__(self, woo: Woo) -> None:
        self.woo, self.nonces = woo, 0

    def sign(self, method: str, route: str, params: dict[str, str] | None = None, **how: Any) -> tuple[str, dict[str, str]]:
        self.nonces += 1
        url = f"{self.woo.home}/wp-json/wc/v3/{route}"
        how = {"at": AT, "nonce": f"nonce{self.nonces}", **how}
        return url, oauth(method, url, params or {}, how.pop("key", self.woo.key), how.pop("secret", self.woo.secret), **how)

    async def get(self, route: str, params: dict[str, str] | None = None, **how: Any) -> httpx.Response:
        url, signed = self.sign("GET", route, params, **how)
        return await self.woo.client.get(url, params=signed)


@pytest.fixture
def plain(woo: Woo) -> Plain:
    return Plain(woo)


@pytest.mark.parametrize("sha", ["SHA1", "SHA256"])
async def test_oauth_signatures_without_tls(plain: Plain, sha: str) -> None:
    assert (await plain.get("products", sha=sha)).status_code == 200
    tricky = {"search": "a b&c=d+~é/%", "include[0]": "1", "include[1]": "2", "_fields": "id,name"}
    answer = await plain.get("products", tricky, sha=sha)
    assert (answer.status_code, answer.json()) == (200, [])


async def test_oauth_in_the_header_and_with_a_json_body(plain: Plain, woo: Woo) -> None:
    url, signed = plain.sign("GET", "orders", {"per_page": "5"})
    fields = ", ".join(f'{k}="{httpx.QueryParams({"v": v})!s}"'.replace('"v=', '"') for k, v in signed.items() if "oauth" in k)
    answer = await woo.client.get(url, params={"per_page": "5"}, headers={"authorization": f'OAuth realm="", {fields}'})
    assert answer.status_code == 200, answer.text
    url, signed = plain.sign("POST", "customers")
    answer = await woo.client.post(url, params=signed, json={"email": "bob@example.com"})
    assert answer.status_code == 201, answer.text


async def test_oauth_signs_the_fields_of_a_form(plain: Plain, woo: Woo) -> None:
    form = {"email": "carol@example.com", "first_name": "Carol"}
    url, signed = plain.sign("POST", "customers", form)
    query = {k: v for k, v in signed.items() if k.startswith("oauth_")}
    assert (await woo.client.post(url, params=query, data=form)).status_code == 201
    url, signed = plain.sign("POST", "customers", form)
    query = {k: v for k, v in signed.items() if k.startswith("oauth_")}
    other = await woo.client.post(url, params=query, data={**form, "email": "eve@example.com"})
    refused(other, ERROR, "provided signature does not match")


async def test_what_oauth_refuses(plain: Plain, woo: Woo, clock: Clock) -> None:
    url, signed = plain.sign("GET", "products")
    some = {k: v for k, v in signed.items() if k not in ("oauth_nonce", "oauth_timestamp")}
    missing = await woo.client.get(url, params=some)
    refused(missing, "woocommerce_rest_authentication_missing_parameter", "parameters oauth_timestamp, oauth_nonce")
    refused(await plain.get("products", key="ck_" + "0" * 40), ERROR, "Consumer key is invalid.")
    refused(await plain.get("products", secret="cs_wrong"), ERROR, "provided signature does not match.")
    refused(await woo.client.post(url, params=signed), ERROR, "provided signature does not match.")
    changed = {**signed, "oauth_signature_method": "PLAINTEXT"}
    refused(await woo.client.get(url, params=changed), ERROR, "signature method is invalid.")
    refused(await plain.get("products", at=AT - 901), ERROR, "Invalid timestamp.")
    refused(await plain.get("products", at=AT + 901), ERROR, "Invalid timestamp.")
    assert (await plain.get("products", at=AT - 900, nonce="once")).status_code == 200
    refused(await plain.get("products", at=AT, nonce="once"), ERROR, "nonce has already been used")
    clock.forward(minutes=31)
    assert (await plain.get("products", at=AT + 31 * 60, nonce="twice")).status_code == 200
    assert (await plain.get("products", at=AT + 31 * 60, nonce="once")).status_code == 200


async def test_basic_auth_is_nothing_without_tls(woo: Woo) -> None:
    url = f"{woo.home}/wp-json/wc/v3/products"
    pair = (woo.key, woo.secret)
    refused(await woo.client.get(url, auth=pair), "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
    in_query = {"consumer_key": woo.key, "consumer_secret": woo.secret}
    refused(await woo.client.get(url, params=in_query), "woocommerce_rest_cannot_view")
    refused(await woo.client.post(url, auth=pair, json={}), "woocommerce_rest_cannot_create")
    tls = {"x-forwarded-proto": "https"}
    assert (await woo.client.get(url, auth=pair, headers=tls)).status_code == 200
    assert (await woo.client.get(url, params=in_query, headers=tls)).status_code == 200
    first = (await woo.client.get(url, params=in_query, headers=tls)).json()[0]
    assert first["permalink"].startswith("https://")


async def test_wrong_pairs_over_tls(woo: Woo, shop: Shop) -> None:
    good = woo.secret
    woo.secret = "cs_wrong"
    answer = await woo("GET", "products")
    refused(answer, ERROR, "Consumer secret is invalid.")
    assert "WooCommerce API" in answer.headers["www-authenticate"]
    woo.key, woo.secret = "ck_" + "0" * 40, good
    refused(await woo("GET", "products"), "woocommerce_rest_cannot_view")
    refused(await woo("DELETE", f"products/{min(shop.products)}"), "woocommerce_rest_cannot_delete")
    refused(await woo("POST", "products/batch", {}), "woocommerce_rest_cannot_batch")


async def test_keys_that_may_only_read_or_only_write(woo: Woo, stage: Stage, shop: Shop) -> None:
    host = stage.hosts["woocommerce"]
    for permissions, may, may_not, word in (("read", "GET", "POST", "write"), ("write", "POST", "GET", "read")):
        key = issue_key(host, shop, permissions, "test")
        woo.key, woo.secret = key.consumer_key, key.consumer_secret
        assert (await woo(may, "customers", {"email": "d@example.com"})).is_success
        refused(await woo(may_not, "customers", {}), ERROR, f"The API key provided does not have {word} permissions.")
        assert (await woo("OPTIONS", "customers")).headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("kind", "code"), [("credentials_revoked", "woocommerce_rest_cannot_view"), ("credentials_expired", ERROR)]
)
async def test_keys_that_died(woo: Woo, stage: Stage, shop: Shop, clock: Clock, kind: str, code: str) -> None:
    stage.begin_fault(kind, "woocommerce", shop.handle)
    clock.forward(seconds=1)
    refused(await woo("GET", "products"), code)
    refused(await Plain(woo).get("products", at=AT), ERROR, "Consumer key is invalid.")
    fresh = dict(SANDBOX.credentials(stage.hosts["woocommerce"], shop))
    woo.key, woo.secret = fresh["Consumer key"], fresh["Consumer secret"]
    assert (await woo("GET", "products")).status_code == 200
    assert dict(SANDBOX.credentials(stage.hosts["woocommerce"], shop)) == fresh


async def test_a_key_keeps_when_it_was_used(woo: Woo, stage: Stage, shop: Shop) -> None:
    await woo("GET", "products")
    assert keys_of(stage.hosts["woocommerce"], shop)[0].last_access == stage.clock()
