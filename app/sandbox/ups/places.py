"""Addresses as UPS checks them: what must be there, and that a US postal code lies in its state."""

from __future__ import annotations

from typing import Any

from app.sandbox.ups.answers import Denied, at, many, words
from app.sandbox.ups.state import Place

# First three digits of the postal codes of each state, from and to.
_STATES = {
    "AL": "350-369", "AK": "995-999", "AZ": "850-865", "AR": "716-729", "CA": "900-961", "CO": "800-816",
    "CT": "060-069", "DE": "197-199", "DC": "200-205", "FL": "320-349", "GA": "300-319 398-399", "HI": "967-968",
    "ID": "832-838", "IL": "600-629", "IN": "460-479", "IA": "500-528", "KS": "660-679", "KY": "400-427",
    "LA": "700-714", "ME": "039-049", "MD": "206-219", "MA": "010-027 055-055", "MI": "480-499", "MN": "550-567",
    "MS": "386-397", "MO": "630-658", "MT": "590-599", "NE": "680-693", "NV": "889-898", "NH": "030-038",
    "NJ": "070-089", "NM": "870-884", "NY": "005-005 063-063 100-149", "NC": "270-289", "ND": "580-588",
    "OH": "430-459", "OK": "730-749", "OR": "970-979", "PA": "150-196", "RI": "028-029", "SC": "290-299",
    "SD": "570-577", "TN": "370-385", "TX": "733-733 750-799 885-885", "UT": "840-847", "VT": "050-059",
    "VA": "201-201 220-246", "WA": "980-994", "WV": "247-268", "WI": "530-549", "WY": "820-831",
}  # fmt: skip

EUROPEAN_UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
    "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
NAMES = {"US": "United States", "CA": "Canada", "DE": "Germany", "GB": "United Kingdom", "FR": "France"}

# Minutes ahead of UTC, in winter, for the times on scans.
_ELSEWHERE = {"US": -300, "CA": -300, "GB": 0, "IE": 0, "PT": 0, "FI": 120, "GR": 120, "RO": 120, "JP": 540, "AU": 600}
OFFSETS = dict.fromkeys(EUROPEAN_UNION, 60) | _ELSEWHERE

_PARTS = {"Shipper": "1201", "ShipTo": "1202", "ShipFrom": "1203"}  # how the codes for each party begin


def place(shipment: dict[str, Any], who: str, *, abroad: bool) -> Place:
    """A party of a shipment that is to be sold. Raises Denied with the code of the first thing that is wrong."""

    def missing(last: str, what: str) -> Denied:
        return Denied(f"{_PARTS[who]}{last}", f"Missing/Invalid {who} {what}")

    party = at(shipment, who)
    first, address = ("01" if who == "Shipper" else "00"), at(party, "Address")
    name, lines = words(party, "Name"), [line for line in many(address, "AddressLine") if isinstance(line, str)]
    if not 0 < len(name) <= 35:
        raise missing(first, "Name")
    if not lines or len(lines) > 3 or any(not 0 < len(line.strip()) <= 35 for line in lines):
        raise missing("02", "AddressLine")
    if not 0 < len(words(address, "City")) <= 30:
        raise missing("05", "City")
    found = Place(
        name=name,
        attention=words(party, "AttentionName"),
        phone=words(party, "Phone", "Number"),
        lines=lines,
        city=words(address, "City"),
        state=words(address, "StateProvinceCode"),
        postal=words(address, "PostalCode"),
        country=words(address, "CountryCode"),
    )
    if len(found.country) != 2 or not found.country.isupper():
        raise missing("08", "CountryCode")
    if found.country in ("US", "CA") and not found.state:
        raise missing("06", "StateProvinceCode")
    if found.country == "US" and not (found.postal.isdigit() and len(found.postal) in (5, 9)):
        raise missing("07", "PostalCode")
    if abroad and who != "ShipFrom" and not (found.phone.isdigit() and found.phone):
        raise missing("09", "PhoneNumber")
    if abroad and not found.attention:
        raise missing("10" if who == "Shipper" else "01", "AttentionName")
    return found


def rated(shipment: dict[str, Any], who: str) -> Place:
    """A party of a shipment that only asks for prices: its country, state and postal code matter."""
    address = at(shipment, who, "Address")
    found = Place(
        name=words(shipment, who, "Name"),
        attention="",
        phone="",
        lines=[],
        city=words(address, "City"),
        state=words(address, "StateProvinceCode"),
        postal=words(address, "PostalCode"),
        country=words(address, "CountryCode"),
    )
    if len(found.country) != 2:
        raise Denied("10002")
    if not state_known(found):
        raise Denied("111286", f"{found.state} is not a valid state abbreviation for {_country(found)}.")
    if not in_state(found):
        raise Denied("111285", f"The postal code {found.postal} is invalid for {found.state} {_country(found)}.")
    return found


def state_known(place: Place) -> bool:
    return place.country != "US" or not place.state or place.state in _STATES


def in_state(place: Place) -> bool:
    """Whether a US postal code lies in its state; other countries are believed."""
    if place.country != "US" or not place.state:
        return True
    ranges = (part.partition("-") for part in _STATES.get(place.state, "").split(" ") if part)
    return any(first <= place.postal[:3] <= last for first, _, last in ranges)


def _country(place: Place) -> str:
    return NAMES.get(place.country, place.country)
