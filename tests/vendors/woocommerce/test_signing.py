"""OAuth 1.0a of RFC 5849, checked by the signatures printed in it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from app.kernel import clock
from app.vendors.woocommerce import signing

# RFC 5849 §1.2: the request for temporary credentials is signed without a token, as WooCommerce wants it.
INITIATE = {
    "oauth_consumer_key": "dpf43f3p2l4k3l03",
    "oauth_signature_method": "HMAC-SHA1",
    "oauth_timestamp": "137131200",
    "oauth_nonce": "wIjqoS",
    "oauth_callback": "http://printer.example.com/ready",
}


def test_rfc_signature_without_a_token() -> None:
    base = signing.base_string("POST", "https://photos.example.net/initiate", INITIATE)
    assert signing.signature(base, "kd94hf93k423kf44", "HMAC-SHA1") == "74KNZJeDHnMBp0EMJ9ZHt/XKycU="


def test_rfc_base_string_of_the_resource_request() -> None:
    """§1.2's request for a picture carries a token secret, so the MAC is made here over our base string."""
    params = {
        "file": "vacation.jpg",
        "size": "original",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "137131202",
        "oauth_nonce": "chapoH",
    }
    base = signing.base_string("get", "http://photos.example.net/photos", params)
    made = hmac.new(b"kd94hf93k423kf44&pfkkdhi9sl3r4s00", base.encode(), hashlib.sha1).digest()
    assert base64.b64encode(made).decode() == "MdpQcU8iPSUjWoN/UDMsK2sui9I="


def test_names_and_values_are_escaped_twice_and_sorted_by_their_escaped_form() -> None:
    """The awkward parameters of RFC 5849 §3.4.1.3.1."""
    params = {"b5": "=%3D", "c@": "", "a2": "r b", "c2": "", "a3": "2 q", "ü": "~é"}
    base = signing.base_string("POST", "HTTP://EXAMPLE.COM:80/request", params)
    assert base == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&%25C3%25BC%3D~%25C3%25A9%26a2%3Dr%2520b%26a3%3D2%2520q"
        "%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:8123/woocommerce/oak/wp-json/wc/v3/orders", "http%3A%2F%2F127.0.0.1%3A8123%2Fwoocommerce"),
        ("http://shop.example:80/wp-json/x", "http%3A%2F%2Fshop.example%2Fwp-json"),
        ("http://[::1]:8080/wp-json/x", "http%3A%2F%2F%5B%3A%3A1%5D%3A8080%2Fwp-json"),
    ],
)
def test_the_port_belongs_to_the_base_string_unless_it_is_the_usual_one(url: str, shown: str) -> None:
    assert shown in signing.base_string("GET", url, {})


def test_a_signed_call_has_what_woocommerce_requires_and_a_fresh_nonce() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    with clock.frozen(at):
        one, two = (signing.oauth("GET", "http://s.example/wp-json/wc/v3/orders", {"page": "2"}, "ck_1", "cs_1") for _ in "12")
    assert one["page"] == "2"
    assert one["oauth_timestamp"] == str(int(at.timestamp()))
    assert one["oauth_signature_method"] == "HMAC-SHA256"
    assert len(one["oauth_nonce"]) == 32 and one["oauth_nonce"] != two["oauth_nonce"]
    assert "oauth_version" not in one
    unsigned = {k: v for k, v in one.items() if k != "oauth_signature"}
    base = signing.base_string("GET", "http://s.example/wp-json/wc/v3/orders", unsigned)
    assert hmac.compare_digest(one["oauth_signature"], signing.signature(base, "cs_1"))


def test_basic() -> None:
    assert signing.basic("ck_a", "cs_b") == "Basic Y2tfYTpjc19i"
