"""UPS: rates, labels, voids and tracking over its REST interfaces, signed in by OAuth client credentials."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.transport import Pace
from app.ports.vendor import AuthKind, AuthMethod, Environment, FieldKind, FormField, Vendor
from app.vendors.ups.carrier import UpsAccount, UpsCarrier
from app.vendors.ups.codes import REMEDIES

_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#4a2c17" d="M6 8q18-6 36 0v18q0 12-18 19'
    'Q6 38 6 26z"/><path fill="none" stroke="#f5b335" stroke-width="3.2" stroke-linejoin="round" '
    'd="M15 17l9-4 9 4v10l-9 5-9-5zM15 17l9 4 9-4M24 21v11"/></svg>'
)


def _base_url(public: Mapping[str, str], environment: Environment, sandbox_origin: str) -> str:
    return f"{sandbox_origin}/ups" if environment is Environment.SANDBOX else "https://onlinetools.ups.com"


VENDOR = Vendor(
    slug="ups",
    title="UPS",
    kind="carrier",
    summary="Compare UPS services, buy and void labels, and follow parcels on your own UPS account.",
    auth=(
        AuthMethod(
            slug="app",
            title="Your UPS developer app",
            kind=AuthKind.CLIENT_CREDENTIALS,
            summary="An app that you create once at UPS and link to your shipper account.",
            recommended=True,
            fields=(
                FormField(
                    name="client_id",
                    label="Client ID",
                    help="At developer.ups.com open Apps, choose your app, and copy its Client ID.",
                ),
                FormField(
                    name="client_secret",
                    label="Client secret",
                    kind=FieldKind.SECRET,
                    help="Beside the Client ID. The app needs the products Rating, Shipping and Tracking.",
                ),
                FormField(
                    name="account_number",
                    label="Account number",
                    help="The six characters of the shipper account that pays, as printed on your UPS invoice.",
                    placeholder="A1B2C3",
                    pattern="[A-Za-z0-9]{6}",
                ),
                FormField(
                    name="label_format",
                    label="Label format",
                    kind=FieldKind.SELECT,
                    help="Pictures print on any printer, ZPL on a thermal label printer.",
                    required=False,
                    options=(("GIF", "Picture (GIF)"), ("ZPL", "Thermal printer (ZPL)")),
                ),
            ),
        ),
    ),
    offers=(UpsCarrier,),
    account=UpsAccount,
    pace=Pace(capacity=20, restore=5, concurrent=4),
    base_url=_base_url,
    remedies=REMEDIES,
    logo=_LOGO,
    docs_url="https://developer.ups.com/",
)

__all__ = ["VENDOR"]
