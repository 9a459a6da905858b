"""Addresses, and the places that hold stock."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Address:
    """A postal address; `country` is ISO 3166 alpha-2, `region_code` the subdivision without the country ("CA", "BY")."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    region: str = ""
    region_code: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Location:
    """A place that holds stock. The first active location of a shop is its primary one."""

    id: int
    name: str
    address: Address = field(default_factory=Address)
    active: bool = True
    fulfils_online_orders: bool = True
