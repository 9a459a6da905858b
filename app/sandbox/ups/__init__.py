"""UPS, played: sign-in, rates, labels, voids, label recovery and tracking, on one shipper account."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from app.sandbox.shop import Shop
from app.sandbox.ups import control, rating, shipping, tracking
from app.sandbox.ups.answers import refuse
from app.sandbox.ups.auth import SLUG, Gate
from app.sandbox.ups.state import ACCOUNT, CLIENT_ID, CLIENT_SECRET, UpsState
from app.sandbox.vendor import Host, SandboxVendor


def build(host: Host[UpsState]) -> ASGIApp:
    gate = Gate(host)
    return Starlette(
        routes=[
            Route("/security/v1/oauth/token", gate.open(gate.token), methods=["POST"]),
            Route("/api/rating/{version}/{option}", gate.signed(partial(rating.rate, host)), methods=["POST"]),
            Route("/api/shipments/{version}/ship", gate.signed(partial(shipping.ship, host)), methods=["POST"]),
            Route(
                "/api/shipments/{version}/void/cancel/{number}",
                gate.signed(partial(shipping.void, host)),
                methods=["DELETE"],
            ),
            Route("/api/labels/{version}/recovery", gate.signed(partial(shipping.recover, host)), methods=["POST"]),
            Route("/api/track/v1/details/{number}", gate.signed(partial(tracking.track, host)), methods=["GET"]),
            Route("/sandbox/shipments", partial(control.listing, host), methods=["GET"]),
            Route("/sandbox/shipments/{number}", partial(control.one, host), methods=["GET"]),
            Route("/sandbox/shipments/{number}/{move}", partial(control.move, host), methods=["POST"]),
        ]
    )


def credentials(host: Host[UpsState], shop: Shop | None) -> Sequence[tuple[str, str]]:
    return (("Client ID", CLIENT_ID), ("Client secret", CLIENT_SECRET), ("Account number", ACCOUNT))


SANDBOX = SandboxVendor(
    slug=SLUG,
    title="UPS",
    build=build,
    state=UpsState,
    refuse=refuse,
    credentials=credentials,
    shops=False,
)

__all__ = ["SANDBOX"]
