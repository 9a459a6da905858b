"""The carriers of the merchant's own choice: links by name, and whose number it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ports.carriers import Carrier, TrackingLinks
from app.ports.vendor import AuthKind, Environment
from app.vendors.manual import VENDOR, OwnTracking, guess


def test_the_port_is_reached_through_the_manifest() -> None:
    links = VENDOR.offer(TrackingLinks)
    assert links is OwnTracking
    assert VENDOR.offer(Carrier) is None
    assert [method.kind for method in VENDOR.auth] == [AuthKind.NONE]
    assert VENDOR.base_url({}, Environment.LIVE, "http://127.0.0.1:1") == ""
    assert links.tracking_url("ups", "1Z5R89390357567127") == "https://www.ups.com/track?tracknum=1Z5R89390357567127"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("UPS", "ups"),
        ("Royal Mail", "royal_mail"),
        ("royal-mail", "royal_mail"),
        ("Hermes", "evri"),
        ("DHL", "dhl"),
        ("DHL Express", "dhl"),
        ("Deutsche Post (DE)", "deutsche_post"),
        ("Australia Post", "australia_post"),
        ("Pigeon Post", None),
        ("", None),
    ],
)
def test_a_carrier_is_known_by_every_usual_name(name: str, slug: str | None) -> None:
    found = OwnTracking.carrier(name)
    assert (found.slug if found else None) == slug


def test_every_carrier_has_one_name_and_a_safe_link() -> None:
    carriers = OwnTracking.carriers()
    assert len({carrier.slug for carrier in carriers}) == len(carriers) >= 20
    assert [carrier.title.casefold() for carrier in carriers] == sorted(carrier.title.casefold() for carrier in carriers)
    for carrier in carriers:
        link = OwnTracking.tracking_url(carrier.slug, "ab 123-456.78 9")
        assert link.startswith("https://") and "AB123456789" in link
        assert OwnTracking.carrier(carrier.title) == carrier


@pytest.mark.parametrize("number", ["", "   ", "1234", "<script>", "12345?x=1", "12345/../..", "a" * 41, "１２３４５６"])
def test_what_is_no_number_makes_no_link(number: str) -> None:
    assert OwnTracking.tracking_url("ups", number) == ""
    assert OwnTracking.guess(number) is None


def test_an_unknown_carrier_makes_no_link() -> None:
    assert OwnTracking.tracking_url("Pigeon Post", "1Z5R89390357567127") == ""


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        ("1Z5R89390357567127", "ups"),
        ("1z 879e93 03 4683 4440", "ups"),
        ("1Z410E7W0392751591", "ups"),
        ("1Z5R89390357567128", None),
        ("RB123456785GB", "royal_mail"),
        ("RB123456785US", "usps"),
        ("LX123456785AU", "australia_post"),
        ("RB123456785DE", "deutsche_post"),
        ("CB123456785DE", "dhl_paket"),
        ("RB123456785CV", None),
        ("RB123456786GB", None),
        ("9400 1112 0620 6406 2607 87", "usps"),
        ("420787459400111206206406260787", "usps"),
        ("4201028200009261290113185417468510", "usps"),
        ("9434611206206407667131", None),
        ("9611020987654312345672", "fedex"),
        ("9611020987654312345673", None),
        ("0998 0000 0200 34D", "dpd"),
        ("00 81827 0998 0000 0200 33 350 276 C", "dpd"),
        ("09980000020033D", None),
        ("986578788855", None),
        ("7035114477138472", None),
    ],
)
def test_a_number_is_guessed_only_without_doubt(number: str, slug: str | None) -> None:
    found = OwnTracking.guess(number)
    assert (found.slug if found else None) == slug


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=15, max_size=15), st.integers(0, 9))
def test_of_ten_last_digits_one_is_upss(body: str, digit: int) -> None:
    right = guess.ups_check_digit(body)
    assert guess.guess(f"1Z{body}{right}") == "ups"
    assert (guess.guess(f"1Z{body}{digit}") == "ups") == (str(digit) == right)


@given(st.from_regex(r"9[2-5][0-9]{19}", fullmatch=True))
def test_two_digits_that_changed_places_are_noticed_unless_five_apart(body: str) -> None:
    number = body + guess.gs1_check_digit(body)
    swapped = number[:9] + number[10] + number[9] + number[11:]
    harmless = (int(number[9]) - int(number[10])) % 5 == 0
    assert guess.guess(number) == "usps"
    assert (guess.guess(swapped) == "usps") == harmless
