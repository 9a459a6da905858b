"""Invented buyers: common names, plausible addresses, mail at example domains, phones from ranges kept for fiction."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from app.sandbox.demo.tables import people_table
from app.sandbox.shop import Address

_DOMAINS = ("example.com", "example.net", "example.org")
_COMPANIES = ("Studio {}", "{} & Co.", "Praxis {}", "{} Design", "Atelier {}")
_FOLD = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass
class Person:
    """A buyer: where they live and how they are reached."""

    email: str
    address: Address

    @property
    def phone(self) -> str:
        return self.address.phone


def person(rng: Random, country: str, taken: set[str]) -> Person:
    """A buyer from a country, with an address not in `taken` (lower case), to which it is added."""
    table = people_table(country)
    first, last = rng.choice(table["given"]), rng.choice(table["family"])
    city, postcode, region, code = rng.choice(table["towns"]).split("|")
    number = rng.randint(1, 149)
    street = rng.choice(table["streets"])
    address = Address(
        first, last, _company(rng, last), f"{number} {street}" if table["number"] == "before" else f"{street} {number}",
        _second_line(rng, country), city, region, code, postcode, country, _phone(rng, table.get("phone", [])),
    )  # fmt: skip
    return Person(_email(rng, first, last, taken), address)


def _email(rng: Random, first: str, last: str, taken: set[str]) -> str:
    local = f"{_plain(first)}.{_plain(last)}"
    domain = rng.choice(_DOMAINS)
    email, n = f"{local}@{domain}", 2
    while email in taken:
        email, n = f"{local}{n}@{domain}", n + 1
    taken.add(email)
    return email


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.lower().translate(_FOLD))
    return "".join(c for c in folded if c.isascii() and c.isalnum())


def _company(rng: Random, last: str) -> str:
    return rng.choice(_COMPANIES).format(last) if rng.random() < 0.05 else ""


def _second_line(rng: Random, country: str) -> str:
    if rng.random() > 0.12:
        return ""
    number = rng.randint(1, 24)
    if country in ("US", "CA"):
        return f"Apt {number}{rng.choice('ABCD')}"
    if country in ("GB", "IE"):
        return f"Flat {number}"
    return {"FR": f"Bâtiment {rng.choice('ABC')}", "DE": f"{rng.randint(1, 4)}. Etage"}.get(country, "")


def _phone(rng: Random, patterns: list[str]) -> str:
    if not patterns or rng.random() < 0.25:
        return ""
    return "".join(str(rng.randint(0, 9)) if c == "x" else c for c in rng.choice(patterns))
