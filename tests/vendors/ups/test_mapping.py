"""Our shipments in UPS's words and its answers in ours, without any network."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.kernel.transport import VendorAnswer
from app.ports.carriers import Parcel, Party, TrackingState
from app.ports.vendor import Remedy, remedy_for
from app.vendors.ups import VENDOR, read, write
from app.vendors.ups.codes import REMEDIES, SERVICES
from tests.vendors.contracts import spec
from tests.vendors.ups.contract import CORRECTIONS, Contract, source
from tests.vendors.ups.stage import HAMBURG, LYON, SHOPPER, WAREHOUSE, shipment

ACCOUNT = "A1B2C3"


def package(**changes: Any) -> dict[str, Any]:
    body = write.ship_request(shipment(**changes), ACCOUNT, "GIF")
    found: dict[str, Any] = body["ShipmentRequest"]["Shipment"]["Package"][0]
    return found


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_parcel_from_the_united_states_is_in_pounds_and_inches_rounded_up() -> None:
    sent = package(parcels=(Parcel(weight_grams=454, length_mm=200, width_mm=300, height_mm=105),))
    assert sent["PackageWeight"] == {"UnitOfMeasurement": {"Code": "LBS", "Description": "Pounds"}, "Weight": "1.1"}
    sides = sent["Dimensions"]
    assert (sides["Length"], sides["Width"], sides["Height"]) == ("12", "8", "5")
    assert sides["UnitOfMeasurement"]["Code"] == "IN"


def test_a_parcel_from_elsewhere_is_in_kilograms_and_centimetres() -> None:
    sent = package(
        ship_from=HAMBURG,
        ship_to=WAREHOUSE,
        parcels=(Parcel(weight_grams=1501, length_mm=101, width_mm=99, height_mm=250),),
    )
    assert sent["PackageWeight"]["UnitOfMeasurement"]["Code"] == "KGS"
    assert sent["PackageWeight"]["Weight"] == "1.6"
    sides = sent["Dimensions"]
    assert (sides["Length"], sides["Width"], sides["Height"]) == ("25", "11", "10")
    assert sides["UnitOfMeasurement"]["Code"] == "CM"


def test_dimensions_are_all_there_or_not_at_all() -> None:
    assert "Dimensions" not in package(parcels=(Parcel(weight_grams=500, length_mm=200, width_mm=300),))


@given(st.integers(1, 400_000))
def test_a_weight_is_never_declared_smaller(grams: int) -> None:
    for sender, per_unit in ((WAREHOUSE, Decimal("453.59237")), (HAMBURG, Decimal(1000))):
        weight = package(ship_from=sender, parcels=(Parcel(weight_grams=grams),))["PackageWeight"]["Weight"]
        assert 0 <= Decimal(weight) * per_unit - grams < per_unit / 10
        assert len(weight) <= 5


@pytest.mark.parametrize(
    ("parties", "level"),
    [((WAREHOUSE, SHOPPER), "Package"), ((WAREHOUSE, LYON), "Shipment"), ((HAMBURG, HAMBURG), "Shipment")],
)
def test_the_reference_goes_where_ups_takes_it(parties: tuple[Party, Party], level: str) -> None:
    sent = write.ship_request(shipment(ship_from=parties[0], ship_to=parties[1]), ACCOUNT, "GIF")
    body = sent["ShipmentRequest"]["Shipment"]
    ours = [{"Value": "KSAP-1001-1"}]
    assert ("ReferenceNumber" in body, "ReferenceNumber" in body["Package"][0]) == (level == "Shipment", level == "Package")
    assert (body if level == "Shipment" else body["Package"][0])["ReferenceNumber"] == ours


def test_a_uuid_fits_as_reference_and_finds_itself_again() -> None:
    value = "019359c1-77a4-7d0e-b0a5-0123456789ab"
    assert write.reference(value) == value.replace("-", "")
    sought = write.recovery_by_reference(value, ACCOUNT, "GIF")["LabelRecoveryRequest"]["ReferenceValues"]
    assert sought["ReferenceNumber"]["Value"] == write.reference(value)


@pytest.mark.parametrize("value", ["", "   ", "x" * 36, "Bestellung №7", "a\nb"])
def test_a_reference_that_ups_would_mangle_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        write.reference(value)


@pytest.mark.parametrize(
    ("code", "country", "sent"),
    [
        ("85018-1234", "US", "850181234"),
        (" 21093 ", "US", "21093"),
        ("k1a 0b1", "CA", "K1A0B1"),
        ("sw1a 1aa", "GB", "SW1A 1AA"),
        ("00-950", "PL", "00-950"),
        ("01310-200 SP", "BR", "01310200S"),
        ("", "HK", ""),
    ],
)
def test_postal_codes_as_ups_writes_them(code: str, country: str, sent: str) -> None:
    assert write.postal_code(code, country) == sent


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Jörg Straße", "Jörg Straße"),
        ("Łukasz Żółć", "Lukasz Zólc"),
        ("Cafe\u0301 🎉 x", "Café x"),
        ("a\tb\x00c", "a b c"),
        ("Москва", ""),
    ],
)
def test_only_what_a_label_prints_is_sent(text: str, printed: str) -> None:
    assert write.latin(text) == printed


def test_long_names_are_cut_and_long_streets_wrapped_or_refused() -> None:
    long = replace(SHOPPER, name="N" * 200, line1="Calle de la " + "Constitución " * 4, line2="")
    to = write.ship_request(shipment(ship_to=long), ACCOUNT, "GIF")["ShipmentRequest"]["Shipment"]["ShipTo"]
    assert len(to["Name"]) == 35
    assert 1 < len(to["Address"]["AddressLine"]) <= 3
    assert all(len(line) <= 35 for line in to["Address"]["AddressLine"])
    with pytest.raises(Invalid) as invalid:
        write.ship_request(shipment(ship_to=replace(SHOPPER, line1="x" * 10_000)), ACCOUNT, "GIF")
    assert invalid.value.details["field"] == "ship_to.line1"


def test_states_as_each_interface_takes_them() -> None:
    ireland = replace(LYON, country="IE", region="Dublin", postal_code="D02 X285")
    for party, shipped, rated in (
        (replace(SHOPPER, region="US-AZ"), "AZ", "AZ"),
        (replace(LYON, country="VN", region="VN-44"), "VN-44", None),
        (ireland, None, None),
    ):
        ship = write.ship_request(shipment(ship_to=party), ACCOUNT, "GIF")["ShipmentRequest"]["Shipment"]["ShipTo"]
        rate = write.rate_request(shipment(ship_to=party), ACCOUNT)["RateRequest"]["Shipment"]["ShipTo"]
        assert ship["Address"].get("StateProvinceCode") == shipped
        assert rate["Address"].get("StateProvinceCode") == rated


def test_a_description_is_cut_to_what_ups_takes() -> None:
    sent = write.ship_request(shipment(description="🧦 " + "socks " * 2_000), ACCOUNT, "GIF")
    assert 0 < len(sent["ShipmentRequest"]["Shipment"]["Description"]) <= 50
    plain = write.ship_request(shipment(description="🧦"), ACCOUNT, "GIF")
    assert "Description" not in plain["ShipmentRequest"]["Shipment"]


@pytest.mark.parametrize("parties", [(WAREHOUSE, SHOPPER), (WAREHOUSE, HAMBURG), (HAMBURG, LYON)])
@pytest.mark.parametrize("label_format", ["GIF", "ZPL"])
def test_every_body_agrees_with_the_contract(parties: tuple[Party, Party], label_format: str) -> None:
    wish = shipment(
        ship_from=parties[0],
        ship_to=parties[1],
        reference="019359c1-77a4-7d0e-b0a5-0123456789ab",
        parcels=(Parcel(weight_grams=1), Parcel(weight_grams=70_000, length_mm=2_700, width_mm=1, height_mm=1)),
    )
    shipping = Contract("Shipping")
    bought = write.ship_request(wish, ACCOUNT, label_format)
    assert shipping.request_errors("POST", "/shipments/v2409/ship", bought) == []
    for sought in (
        write.recovery_by_reference(wish.reference, ACCOUNT, label_format),
        write.recovery_by_number("1Z5R89390357567127", label_format),
    ):
        assert shipping.request_errors("POST", "/labels/v1/recovery", sought) == []
    rated = write.rate_request(wish, ACCOUNT)
    assert Contract("Rating").request_errors("POST", "/rating/v2409/Shop", rated) == []


def test_the_contract_check_finds_planted_faults() -> None:
    body = write.ship_request(shipment(), ACCOUNT, "GIF")
    body["ShipmentRequest"]["Shipment"]["Nonsense"] = "1"
    del body["ShipmentRequest"]["Shipment"]["Service"]
    found = Contract("Shipping").request_errors("POST", "/shipments/v2409/ship", body)
    assert any("Nonsense" in error for error in found) and any("'Service'" in error for error in found)


def test_the_contracts_contradictions_are_its_own() -> None:
    """Each correction mends something that UPS's own example or list of values breaks."""
    path = source("Shipping")["paths"]["/labels/{version}/recovery"]["post"]
    example = path["requestBody"]["content"]["application/json"]["examples"]["1"]["value"]
    as_written = Contract("Shipping", corrected=False).request_errors("POST", "/labels/v1/recovery", example)
    mended = Contract("Shipping").request_errors("POST", "/labels/v1/recovery", example)
    assert {"TrackingNumbers", "ReferenceValues", "'ZPL'"} == {
        word for word in ("TrackingNumbers", "ReferenceValues", "'ZPL'") if any(word in error for error in as_written)
    }
    assert not any(word in error for word in ("TrackingNumbers", "ReferenceValues", "'ZPL'") for error in mended)
    schemas = source("Rating")["components"]["schemas"]["RateRequest_Request"]
    assert "RequestOption" in schemas["required"] and "RequestOption" not in schemas["properties"]
    assert sum(len(schemas) for schemas in CORRECTIONS.values()) == 5


def test_the_services_are_those_of_the_contract() -> None:
    listed = source("Shipping")["components"]["schemas"]["Shipment_Service"]["properties"]["Code"]["description"]
    assert [code for code in SERVICES if f"- {code} = " not in listed] == []


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────


def rated(**changes: Any) -> dict[str, Any]:
    return {
        "Service": {"Code": "03"},
        "TotalCharges": {"CurrencyCode": "USD", "MonetaryValue": "12.34"},
        **changes,
    }


def answer(*rows: Any) -> dict[str, Any]:
    return {"RateResponse": {"RatedShipment": list(rows) if len(rows) != 1 else rows[0]}}


def test_a_rate_is_the_negotiated_price_where_there_is_one() -> None:
    own = {"NegotiatedRateCharges": {"TotalCharge": {"CurrencyCode": "USD", "MonetaryValue": "8.76"}}}
    assert [rate.amount for rate in read.rates(answer(rated()))] == [Decimal("12.34")]
    [rate] = read.rates(answer(rated(**own)))
    assert (rate.amount, rate.currency, rate.title, rate.days) == (Decimal("8.76"), "USD", "UPS Ground", None)


def test_days_and_date_come_from_the_transit_times_else_the_guarantee() -> None:
    arrival = {"Arrival": {"Date": "20261120"}, "BusinessDaysInTransit": "4"}
    timed = rated(TimeInTransit={"ServiceSummary": {"EstimatedArrival": arrival}})
    [rate] = read.rates(answer(timed))
    assert (rate.days, rate.delivery_date) == (4, date(2026, 11, 20))
    [rate] = read.rates(answer(rated(GuaranteedDelivery={"BusinessDaysInTransit": "2"})))
    assert (rate.days, rate.delivery_date) == (2, None)


def test_rates_are_cheapest_first_and_unknown_services_keep_their_name() -> None:
    cheap = {"CurrencyCode": "USD", "MonetaryValue": "1.00"}
    rows = [rated(), rated(Service={"Code": "Z9", "Description": "UPS Zeppelin"}, TotalCharges=cheap)]
    assert [rate.title for rate in read.rates(answer(*rows))] == ["UPS Zeppelin", "UPS Ground"]
    [rate] = read.rates(answer(rated(Service={"Code": "Z8"})))
    assert rate.title == "UPS Z8"


def test_one_parcel_may_come_without_its_list() -> None:
    image = base64.b64encode(b"GIF87a;").decode()
    result = {
        "TrackingNumber": "1Z5R89390357567127",
        "ShippingLabel": {"ImageFormat": {"Code": "PNG"}, "GraphicImage": image},
    }
    body = {
        "ShipmentResponse": {
            "ShipmentResults": {
                "ShipmentIdentificationNumber": "1Z5R89390357567127",
                "ShipmentCharges": {"TotalCharges": {"CurrencyCode": "USD", "MonetaryValue": "12.34"}},
                "PackageResults": result,
            }
        }
    }
    label = read.label(body, "03")
    assert (label.content, label.media_type, label.further) == (b"GIF87a;", "image/png", ())


def test_a_recovery_without_an_image_is_no_label_but_may_name_candidates() -> None:
    body = {
        "LabelRecoveryResponse": {
            "LabelResults": [{"TrackingNumber": "1Z5R89390357567127"}],
            "TrackingCandidate": {"TrackingNumber": "1Z410E7W0392751591"},
        }
    }
    assert read.recovered(body) is None
    assert read.candidates(body) == ["1Z410E7W0392751591"]


@pytest.mark.parametrize(
    ("codes", "name", "summary", "done"),
    [
        (["1", "1"], "PackageLevelResults", "0", True),
        (["1", "0"], "PackageLevelResults", "1", False),
        (["0"], "PackageLevelResult", "1", False),
        ([], "PackageLevelResults", "1", True),
        ([], "PackageLevelResults", "0", False),
    ],
)
def test_a_void_is_believed_parcel_by_parcel(codes: list[str], name: str, summary: str, done: bool) -> None:
    rows = [{"Status": {"Code": code}} for code in codes]
    body = {"VoidShipmentResponse": {"SummaryResult": {"Status": {"Code": summary}}, name: rows}}
    assert read.voided(body) is done


def test_the_vendors_own_tracking_sample_is_understood() -> None:
    body = json.loads(spec("ups", "samples", "tracking_response.json").read_bytes())
    events = read.events(body, "1Z1442YY7229014688")
    assert [event.state for event in events] == [TrackingState.LABEL_CREATED, TrackingState.DELIVERED]
    assert events[1].at == datetime(2022, 1, 26, 16, 30, tzinfo=UTC)
    assert (events[1].city, events[1].country, events[1].code) == ("PARAMUS", "US", "F4")


@pytest.mark.parametrize(
    ("activity", "at"),
    [
        ({"gmtDate": "20261102", "gmtTime": "09:41:00", "date": "20261101"}, datetime(2026, 11, 2, 9, 41, tzinfo=UTC)),
        ({"gmtDate": "20261102", "gmtTime": "74700"}, datetime(2026, 11, 2, 7, 47, tzinfo=UTC)),
        ({"date": "20261101", "time": "233000", "gmtOffset": "-05:00"}, datetime(2026, 11, 2, 4, 30, tzinfo=UTC)),
        ({"date": "20261101", "time": "013000", "gmtOffset": "+05:30"}, datetime(2026, 10, 31, 20, 0, tzinfo=UTC)),
        ({"date": "20261101", "time": "163000"}, datetime(2026, 11, 1, 16, 30, tzinfo=UTC)),
        ({"date": "20261331", "time": "163000"}, None),
        ({}, None),
    ],
)
def test_a_scan_has_a_moment_in_utc(activity: dict[str, str], at: datetime | None) -> None:
    assert read.moment(activity) == at


@pytest.mark.parametrize(
    ("kind", "code", "state"),
    [
        ("M", "003", TrackingState.LABEL_CREATED),
        ("P", "038", TrackingState.IN_TRANSIT),
        ("I", "005", TrackingState.IN_TRANSIT),
        ("I", "021", TrackingState.OUT_FOR_DELIVERY),
        ("O", "", TrackingState.OUT_FOR_DELIVERY),
        ("D", "011", TrackingState.DELIVERED),
        ("X", "", TrackingState.EXCEPTION),
        ("X", "022", TrackingState.EXCEPTION),
        ("RS", "034", TrackingState.RETURNED),
        ("MV", "007", TrackingState.VOIDED),
        ("W", "", TrackingState.IN_TRANSIT),
        ("", "", TrackingState.IN_TRANSIT),
    ],
)
def test_scans_have_a_state(kind: str, code: str, state: TrackingState) -> None:
    body = {"trackResponse": {"shipment": {"package": {"activity": {
        "status": {"type": kind, "statusCode": code}, "gmtDate": "20261102", "gmtTime": "120000",
    }}}}}  # fmt: skip
    assert [event.state for event in read.events(body, "1Z5R89390357567127")] == [state]


def test_scans_keep_upss_order_even_against_the_clock() -> None:
    def scan(kind: str, minute: str) -> dict[str, Any]:
        return {"status": {"type": kind}, "gmtDate": "20261102", "gmtTime": f"12{minute}00"}

    body = {"trackResponse": {"shipment": [{"package": [{"activity": [scan("I", "15"), scan("M", "34")]}]}]}}
    states = [event.state for event in read.events(body, "1Z5R89390357567127")]
    assert states == [TrackingState.LABEL_CREATED, TrackingState.IN_TRANSIT]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"response": {"errors": [{"code": "250002", "message": "No."}]}}, read.Refusal("250002", "No.")),
        ({"errors": [{"code": "9801031", "message": "None."}]}, read.Refusal("9801031", "None.")),
        ({"response": {}}, None),
        ("<html>", None),
        (None, None),
    ],
)
def test_refusals_are_read_in_both_their_envelopes(body: Any, refusal: read.Refusal | None) -> None:
    assert read.refusal(body) == refusal


@pytest.mark.parametrize(
    ("code", "status", "remedy"),
    [
        ("250003", 401, Remedy.RECONNECT),
        ("", 401, Remedy.RECONNECT),
        ("10429", 429, Remedy.WAIT),
        ("", 429, Remedy.WAIT),
        ("20001", 503, Remedy.RETRY),
        ("", 502, Remedy.RETRY),
        ("111285", 400, Remedy.SKIP),
        ("120100", 400, Remedy.RECONNECT),
        ("9801050", 400, Remedy.OURS_TO_FIX),
        ("", 404, Remedy.OURS_TO_FIX),
    ],
)
def test_each_refusal_has_its_remedy(code: str, status: int, remedy: Remedy) -> None:
    refused = VendorAnswer(status, {}, b"")
    assert remedy_for(REMEDIES, refused, code) is VENDOR.remedy_for(refused, code) is remedy
