from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import quote, quote_plus, urlencode

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.masking import BODY_LIMIT, Masker, mask_mapping, mask_text
from app.kernel.masking_rules import MASK

FEW = settings(max_examples=25)  # each stands for a field or an encoding of many

# Printable secrets of any script; what a credential may look like, and a good deal more.
SECRETS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x1F9FF, exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")),
    min_size=8,
    max_size=40,
).filter(lambda text: len(text.strip()) >= 8 and len(set(text)) > 3 and MASK not in text)
NOISE = st.text(st.sampled_from("abcXYZ019 -_=&:;,.{}[]\"'/\\+\n"), max_size=40)

ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json, not ascii": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "json, slashes escaped": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "json in json": lambda secret: json.dumps(json.dumps(secret)[1:-1])[1:-1],
    "url": lambda secret: quote(secret, safe=""),
    "url, lower case": lambda secret: "".join(c if c.isalnum() and c.isascii() else quote(c).lower() for c in secret),
    "url, slashes kept": quote,
    "form": quote_plus,
    "url in url": lambda secret: quote(quote(secret, safe=""), safe=""),
    "as httpx writes it": lambda secret: str(httpx.QueryParams({"x": secret})),
    "html": html.escape,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64, url-safe": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "base64 in url": lambda secret: quote(base64.b64encode(secret.encode()).decode(), safe=""),
    "basic auth": lambda secret: base64.b64encode(f"me:{secret}".encode()).decode(),
    "base64, second place": lambda secret: base64.b64encode(f"user:{secret}:more".encode()).decode(),
    "hex": lambda secret: secret.encode().hex(),
    "HEX": lambda secret: secret.encode().hex().upper(),
}


def survives(secret: str, spelt: str, masked: str) -> bool:
    """Whether the secret is still to be read: as it was spelt, or plain."""
    return spelt in masked or secret in masked


@pytest.mark.parametrize("encoding", ENCODINGS)
@FEW
@given(secret=SECRETS, before=NOISE, after=NOISE)
def test_a_known_secret_never_survives_in_text(encoding: str, secret: str, before: str, after: str) -> None:
    spelt = ENCODINGS[encoding](secret)
    assert not survives(secret, spelt, Masker([secret]).text(f"{before}{spelt}{after}"))


@pytest.mark.parametrize("encoding", ENCODINGS)
@FEW
@given(secret=SECRETS, noise=NOISE)
def test_a_known_secret_never_survives_in_bodies_headers_and_urls(encoding: str, secret: str, noise: str) -> None:
    spelt, masker = ENCODINGS[encoding](secret), Masker([secret])
    document = {"note": noise + spelt, "deep": [{"x": spelt, spelt: 1}]}
    for body in (orjson.dumps(document), json.dumps(document).encode()):
        assert not survives(spelt, orjson.dumps(spelt)[1:-1].decode(), masker.body(body, "application/json"))
        assert not survives(secret, spelt, masker.body(body, "application/json"))
    form = urlencode({"note": spelt, "a[b]": noise}).encode()
    assert not survives(secret, quote_plus(spelt), masker.body(form, "application/x-www-form-urlencoded"))
    assert not survives(secret, spelt, masker.body(f"<a>{spelt}</a>".encode(), "text/xml"))
    assert not survives(secret, spelt, str(masker.headers({"x-echo": spelt, "server": spelt})))
    assert not survives(secret, spelt, masker.url(f"https://shop.test/{quote(spelt)}?page={quote(spelt)}"))
    assert not survives(secret, spelt, str(masker.mapping(document)))


@FEW
@given(secret=SECRETS, at=st.integers(-60, 60), kind=st.sampled_from(["text/plain", "application/json"]))
def test_a_secret_at_the_cut_leaves_no_part_behind(secret: str, at: int, kind: str) -> None:
    size = BODY_LIMIT + 1024 + at
    body = f'["{"é" * 10}{"x" * size}{json.dumps(secret)[1:-1]}{"y" * 3000}"]'.encode()
    masked = Masker([secret]).body(body, kind)
    assert secret[:4] not in masked
    assert len(masked.encode()) < BODY_LIMIT + 100


SECRET_FIELDS = (
    "password", "client_secret", "consumer_secret", "consumer_key", "access_token", "accessToken", "refresh-token",
    "X-Shopify-Access-Token", "api_key", "apiKey", "Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "hmac",
    "X-Wc-Webhook-Signature", "private_key", "cvv", "card_number", "user.password", "auth[token]",
)  # fmt: skip
PERSONAL_FIELDS = (
    "email", "contact_email", "phone", "Phone", "first_name", "lastName", "address_1", "address1", "street",
    "StreetLines", "city", "postcode", "PostalCode", "zip", "AttentionName", "company", "browser_ip", "latitude",
)  # fmt: skip
VALUES = st.text(st.sampled_from("abcdefghijkmnpqrstuvwxyzQWERTZ456789"), min_size=8, max_size=20).filter(
    lambda text: text not in " ".join(SECRET_FIELDS + PERSONAL_FIELDS)
)


@pytest.mark.parametrize("field", SECRET_FIELDS + PERSONAL_FIELDS)
@FEW
@given(value=VALUES)
def test_fields_are_hidden_by_their_name_wherever_they_stand(field: str, value: str) -> None:
    masker = Masker()
    document = {"ok": 1, "nested": [{field: value}], "list": {field: [value, {"deeper": value}]}}
    raw = orjson.dumps(document)
    assert value not in masker.body(raw, "application/json")
    assert value not in masker.body(raw + b"\n" + raw, "application/x-ndjson")
    assert value not in masker.body(b"garbage " + raw, "text/plain")
    assert value not in masker.body(raw + b"," * 20 + b"x" * 2 * BODY_LIMIT, "application/json")
    assert value not in masker.body(json.dumps({"payload": json.dumps({field: value})}).encode(), "application/json")
    assert value not in masker.body(urlencode({field: value}).encode(), "application/x-www-form-urlencoded")
    assert value not in masker.url(f"https://shop.test/?{urlencode({field: value})}&page=2")
    assert value not in str(masker.mapping(document))
    assert value not in masker.text(f"failed with {field}={value}; {field}: '{value}'")
    if field.isalpha():
        assert value not in masker.body(f"<a><{field}>{value}</{field}></a>".encode(), "application/xml")


def test_secret_headers_are_hidden_whole() -> None:
    headers = {"authorization": "Basic YTpi", "cookie": "a=b; c=d", "x-shopify-access-token": "t", "accept": "*/*"}
    masked = mask_text("Authorization: Bearer abc def\nCookie: a=b; c=d\nAccept: */*")
    assert Masker().headers(headers) == {**dict.fromkeys(headers, MASK), "accept": "*/*"}
    assert masked == f"Authorization: {MASK}\nCookie: {MASK}\nAccept: */*"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6011000990139424",
        "30569309025904", "3530111333300000", "2223003122003222", "mail jane.doe+x@shop.example.com now",
        "jane%40shop.example", "call +49 (170) 123-4567", "https://user:pass@shop.test/x", "Bearer abcdef123456",
        "shpat_0123456789abcdef0123456789abcdef", "ck_" + "0" * 40, "whsec_abcdefghijkl",
        "sk_live_abcdefghijkl", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    ],
)  # fmt: skip
def test_texts_that_look_secret_are_hidden(text: str) -> None:
    worst = max(text.split(), key=len) if " " in text and "@" in text else text
    for masked in (mask_text(f"before {text} after"), Masker().body(orjson.dumps({"note": f"x {text} y"}))):
        assert worst not in masked
        assert MASK in masked


def test_a_card_among_other_numbers() -> None:
    assert mask_text("paid 300 4111 1111 1111 1111 123 12/27") == f"paid 300 {MASK} 123 12/27"
    assert mask_text("4111111111111112") == "4111111111111112", "no card: wrong check digit"
    assert Masker().body(b'{"number_of_card":4111111111111111}') == f'{{"number_of_card":"{MASK}"}}'
    same = {"id": 4222222222222, "gid": "gid://shopify/Order/4222222222222", "barcode": "4111111111111111"}
    assert mask_mapping(same) == same, "ids and barcodes are no cards"


def test_a_product_stays_readable() -> None:
    product = {
        "id": 42, "name": "Shirt, blue (M)", "title": "Shirt", "sku": "SH-01", "price": "19.90", "stock": 3,
        "barcode": "4006381333931", "image": "https://cdn.test/a.png?v=1", "updated": "2026-11-20T10:00:00+00:00",
        "meta": [{"key": "color", "value": "blue"}], "usage": {"total_tokens": 12}, "next_page_token": "abc",
        "active": True, "none": None, "weight": 0.25, "address": "https://hooks.test/orders",
    }  # fmt: skip
    assert orjson.loads(Masker(["another secret"]).body(orjson.dumps(product), "application/json")) == product


def test_a_person_loses_the_name_and_a_product_does_not() -> None:
    order = {"name": "#1001", "customer": {"name": "Jo Do", "country": "DE"}, "line_items": [{"name": "Shirt"}]}
    masked = mask_mapping(order)
    assert masked == {**order, "customer": {"name": MASK, "country": "DE"}}
    ups = {"ShipTo": {"Name": "Jo", "Phone": {"Number": "555"}, "Address": {"City": "X", "CountryCode": "US"}}}
    hidden = {"Name": MASK, "Phone": {"Number": MASK}, "Address": {"City": MASK, "CountryCode": "US"}}
    assert mask_mapping(ups) == {"ShipTo": hidden}


def test_pictures_and_blobs_are_told_by_size() -> None:
    masker = Masker()
    assert masker.body(b"\x89PNG\r\n\x1a\n\0\0", "image/png") == "[10 bytes of image/png]"
    assert masker.body(b"%PDF-1.7 text only", "application/pdf") == "[18 bytes of application/pdf]"
    assert masker.body(b"\xff\xfe\xfa" * 9) == "[27 bytes of binary data]"
    assert masker.body(b"") == ""
    label = base64.b64encode(b"label" * 1000).decode()
    assert orjson.loads(masker.body(orjson.dumps({"label": label}))) == {"label": f"[{len(label)} characters of data]"}


@FEW
@given(st.recursive(st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(
    st.text(max_size=5), inner), max_leaves=20), st.integers(1, 400))  # fmt: skip
def test_a_cut_document_stays_json_up_to_the_cut(value: object, limit: int) -> None:
    body = json.dumps([value] * 3000).encode()
    masked = Masker().body(body, "application/json", limit=limit)
    assert masked.startswith("[")
    assert masked.endswith(f"… [cut, {len(body)} bytes in all]")


def test_mappings_of_any_kind() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd password=hunter22"

    moment = datetime(2026, 1, 1, tzinfo=UTC)
    values = {"at": moment, "sum": Decimal("1.50"), "odd": Odd(), "raw": b"token=abcdef", 5: {"x"}, "empty": ""}
    assert mask_mapping(values) == {  # type: ignore[arg-type]
        "at": str(moment), "sum": "1.50", "odd": f"odd password={MASK}", "raw": f"token={MASK}", "5": ["x"],
        "empty": "",
    }  # fmt: skip
    deep: dict[str, object] = {}
    for _ in range(200):
        deep = {"a": deep}
    assert MASK in str(mask_mapping(deep))


@FEW
@given(st.text(max_size=300), st.binary(max_size=300))
def test_nothing_makes_it_stumble(text: str, raw: bytes) -> None:
    masker = Masker(["s3cr3t/+ value"])
    masker.text(text)
    masker.url(text)
    masker.headers({"link": text, "server": text})
    masker.body(raw, "application/json")
    masker.body(raw, "application/x-www-form-urlencoded", limit=10)
    mask_mapping({text: text})


HOSTILE = [
    "\\", "%25", "%5C", " ", "\n", "\t", "a", "a:", "a=", "1", "4 ", "4-", "+1", "+1 ", "@", "a@", "a@b.", "://", "<a>",
    "{", "[", '{"a":', '"', '\\"', "password=", '"password":[', 'token:\\"', "bearer ", "/", "=", "&", "&amp", "%2F",
    "é", "ey", "cs_", "a.", "-", "authorization", "cookie:",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_secret_between_hostile_texts_is_masked(piece: str) -> None:
    """What they cost is measured in bench/guards.py."""
    masker = Masker(["/\\+ =secret/", " s3cr3t", "\\\\\\secret", "=====/////", "é%25secret", "&amp;&amp;&"])
    wall = piece * BODY_LIMIT
    text = f"{wall[:2000]} s3cr3t {wall[: 2 * BODY_LIMIT]}"
    for body in (text.encode(), b"{" + text.encode()):
        for content_type in ("application/json", "text/plain"):
            assert "s3cr3t" not in masker.body(body, content_type)
    assert "s3cr3t" not in masker.url(text)


def test_short_values_are_hidden_by_name_only() -> None:
    assert mask_text("the shop is on", secrets=["on", ""]) == "the shop is on"
    assert mask_mapping({"password": "on"}, secrets=["on"]) == {"password": MASK}
