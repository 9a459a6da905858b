"""The country of an address, without network."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from app.kernel.place import country_of, country_of_call


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("91.12.4.4", "DE"),
        ("81.2.69.142", "GB"),
        ("::ffff:91.12.4.4", "DE"),
        ("2001:200::1", "JP"),
        ("127.0.0.1", "local"),
        ("::1", "local"),
        ("10.2.3.4", "local"),
        ("192.168.1.9", "local"),
        ("fe80::1", "local"),
        ("100.64.0.1", ""),  # shared by the customers of a provider: somewhere
        ("224.0.0.1", ""),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_an_address_has_a_country_or_is_local_or_unknown(address: str, country: str) -> None:
    assert country_of(address) == country


def call(address: str, **headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": raw, "client": (address, 1234)})


def test_a_proxy_is_believed_only_where_its_header_is_set() -> None:
    told = call("91.12.4.4", cf_ipcountry="fr")
    assert country_of_call(told, "CF-IPCountry") == "FR"
    assert country_of_call(told, None) == "DE"


@pytest.mark.parametrize("said", ["", "XX", "T1", "France", "<b>", "F"])
def test_a_proxy_that_does_not_know_leaves_it_to_the_address(said: str) -> None:
    assert country_of_call(call("91.12.4.4", cf_ipcountry=said), "cf-ipcountry") == "DE"
