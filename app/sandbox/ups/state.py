"""What the played UPS knows: its tokens and the shipments it sold, with every scan. All of it is in the snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

CLIENT_ID = "ksap-demo-client"
CLIENT_SECRET = "ksap-demo-secret"
ACCOUNT = "K5A9P1"
TOKEN_SECONDS = 14399


@dataclass
class Token:
    issued: datetime
    expires: datetime


@dataclass
class Place:
    """An address as it was sent."""

    name: str
    attention: str
    phone: str
    lines: list[str]
    city: str
    state: str
    postal: str
    country: str


@dataclass
class Parcel:
    number: str
    weight: str
    dimensions: str = ""
    references: list[str] = field(default_factory=list)


@dataclass
class Scan:
    """One activity. `kind` and the codes are those of UPS's tracking interface; `offset` is minutes ahead of UTC."""

    at: datetime
    kind: str
    code: str
    status: str
    text: str
    city: str
    state: str
    country: str
    offset: int


@dataclass
class Shipment:
    """`id` is the number of its first parcel; `done` counts the steps of its journey and `due` is when the next comes."""

    id: str
    account: str
    service: str
    created: datetime
    sender: Place
    receiver: Place
    parcels: list[Parcel]
    weight_unit: str
    listed: Decimal
    charged: Decimal
    currency: str
    references: list[str] = field(default_factory=list)
    description: str = ""
    voided: datetime | None = None
    scans: list[Scan] = field(default_factory=list)
    done: int = 0
    due: datetime | None = None

    def named(self, reference: str) -> bool:
        return reference in self.references or any(reference in parcel.references for parcel in self.parcels)


@dataclass
class UpsState:
    tokens: dict[str, Token] = field(default_factory=dict)
    shipments: dict[str, Shipment] = field(default_factory=dict)
    last_serial: int = 1_046_300

    def mint(self, token: str, now: datetime) -> None:
        self.tokens = {name: kept for name, kept in self.tokens.items() if kept.expires > now}
        self.tokens[token] = Token(now, now + timedelta(seconds=TOKEN_SECONDS))

    def next_number(self, account: str, service: str) -> str:
        """A 1Z number that no other parcel has, with its check digit."""
        self.last_serial += 1
        body = f"{account}{service}{self.last_serial % 10_000_000:07d}"
        return f"1Z{body}{check_digit(body)}"

    def shipment_of(self, number: str) -> Shipment | None:
        """By shipment id or the number of any of its parcels."""
        for shipment in self.shipments.values():
            if any(parcel.number == number for parcel in shipment.parcels):
                return shipment
        return None

    def under(self, reference: str, account: str) -> list[Shipment]:
        return [kept for kept in self.shipments.values() if kept.account == account and kept.named(reference)]


def check_digit(body: str) -> int:
    """The last digit of a 1Z number, of the fifteen characters before it: those at even places count double."""
    total = 0
    for place, sign in enumerate(body, 1):
        value = int(sign) if sign.isdigit() else (ord(sign) - ord("A") + 2) % 10
        total += value * 2 if place % 2 == 0 else value
    return (10 - total % 10) % 10
