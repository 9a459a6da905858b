"""A carrier of the merchant's own choice: tracking numbers typed by hand. Nothing goes over the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.kernel.transport import Pace
from app.ports.carriers import KnownCarrier
from app.ports.vendor import AuthKind, AuthMethod, Environment, Vendor
from app.vendors.manual import guess, table

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" stroke="#475569" stroke-width="3" '
    'stroke-linejoin="round"><path d="M6 14l18-8 18 8v20l-18 8-18-8z"/><path d="M6 14l18 8 18-8M24 22v20M15 10l18 8"/>'
    "</svg>"
)


class OwnTracking:
    """The `TrackingLinks` of the manual carrier."""

    @staticmethod
    def carriers() -> Sequence[KnownCarrier]:
        return sorted((entry.carrier for entry in table.ENTRIES), key=lambda carrier: carrier.title.casefold())

    @staticmethod
    def carrier(name: str) -> KnownCarrier | None:
        found = table.entry(name)
        return found.carrier if found else None

    @staticmethod
    def tracking_url(carrier: str, number: str) -> str:
        return table.link(carrier, number)

    @staticmethod
    def guess(number: str) -> KnownCarrier | None:
        slug = guess.guess(number)
        return OwnTracking.carrier(slug) if slug else None


def _nowhere(public: Mapping[str, str], environment: Environment, sandbox_origin: str) -> str:
    return ""


VENDOR = Vendor(
    slug="manual",
    title="Own carrier",
    kind="carrier",
    summary="Ship with any carrier and enter the tracking number yourself.",
    auth=(
        AuthMethod(
            slug="none",
            title="No sign-in",
            kind=AuthKind.NONE,
            fields=(),
            summary="Nothing to connect: choose the carrier and type the number when you ship.",
            recommended=True,
        ),
    ),
    offers=(OwnTracking,),
    pace=Pace(),
    base_url=_nowhere,
    logo=_LOGO,
)

__all__ = ["VENDOR"]
