"""The played UPS as any client meets it: sign-in, refusals, limits, shipments on their way. No line of the connector."""

from __future__ import annotations

import base64
import copy
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from app.sandbox.snapshot import Snapshots
from app.sandbox.ups.state import ACCOUNT, CLIENT_ID, CLIENT_SECRET, UpsState
from tests.vendors.ups.contract import contract_of
from tests.vendors.ups.stage import Stage, staged

BASIC = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
SHIP, RECOVER = "/api/shipments/v2409/ship", "/api/labels/v1/recovery"


def address(line: str, city: str, state: str, postal: str) -> dict[str, Any]:
    town = {"City": city, "StateProvinceCode": state, "PostalCode": postal, "CountryCode": "US"}
    return {"AddressLine": [line], **town}


HOME = address("2311 York Rd", "Timonium", "MD", "21093")
AWAY = address("4200 Camino Alto", "Phoenix", "AZ", "85018")
SHIPMENT: dict[str, Any] = {
    "Shipper": {"Name": "Northwind", "ShipperNumber": ACCOUNT, "Address": HOME},
    "ShipTo": {"Name": "A. Reyes", "Address": AWAY},
    "ShipFrom": {"Name": "Northwind", "Address": HOME},
    "PaymentInformation": {"ShipmentCharge": [{"Type": "01", "BillShipper": {"AccountNumber": ACCOUNT}}]},
    "Service": {"Code": "03"},
    "Package": [
        {
            "Packaging": {"Code": "02"},
            "PackageWeight": {"UnitOfMeasurement": {"Code": "LBS", "Description": "Pounds"}, "Weight": "3.4"},
            "ReferenceNumber": [{"Value": "A-1"}],
        }
    ],
}


class Client:
    """Plain HTTP, signed in; every answer is held to the contract file of its path, where that is there."""

    def __init__(self, stage: Stage, http: httpx.AsyncClient) -> None:
        self.stage, self.http, self.token = stage, http, ""

    async def send(self, method: str, path: str, **how: Any) -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {self.token}", "transid": "1", "transactionsrc": "test", **how.pop("headers", {})}
        reply = await self.http.request(method, f"{self.stage.origin}/ups{path}", headers=headers, **how)
        body = reply.json()
        if path.startswith(("/api", "/security")):
            self.hold(method, path, reply.status_code, body)
        return reply.status_code, body

    @staticmethod
    def hold(method: str, path: str, status: int, body: Any) -> None:
        try:
            contract, inner = contract_of(path)
        except pytest.skip.Exception:
            return
        known = str(status) in contract.operation(method, inner)["responses"]
        assert contract.response_errors(method, inner, status if known else 400, body) == []

    async def sign_in(self) -> None:
        headers = {"authorization": f"Basic {BASIC}"}
        _, body = await self.send(
            "POST", "/security/v1/oauth/token", headers=headers, data={"grant_type": "client_credentials"}
        )
        self.token = body["access_token"]

    async def ship(self, label: str = "GIF", option: str = "nonvalidate", **changes: Any) -> tuple[int, Any]:
        """The standard shipment with `changes` by path ("ShipTo.Address.City"); None takes a field away."""
        shipment = copy.deepcopy(SHIPMENT)
        for path, value in changes.items():
            *way, last = path.split(".")
            node: Any = shipment
            for name in way:
                node = node[int(name) if name.isdigit() else name]
            if value is None:
                del node[last]
            else:
                node[last] = value
        specification = {"LabelImageFormat": {"Code": label}, "LabelStockSize": {"Height": "6", "Width": "4"}}
        body = {"Request": {"RequestOption": option}, "Shipment": shipment, "LabelSpecification": specification}
        return await self.send("POST", SHIP, json={"ShipmentRequest": body})

    async def bought(self, **changes: Any) -> str:
        status, body = await self.ship(**changes)
        assert status == 200, body
        return str(body["ShipmentResponse"]["ShipmentResults"]["ShipmentIdentificationNumber"])

    async def recover(self, **wanted: Any) -> tuple[int, Any]:
        body = {"Request": {}, "LabelSpecification": {"LabelImageFormat": {"Code": "GIF"}}, **wanted}
        return await self.send("POST", RECOVER, json={"LabelRecoveryRequest": body})

    async def under(self, reference: str) -> tuple[int, Any]:
        values = {"ReferenceNumber": {"Value": reference}, "ShipperNumber": ACCOUNT}
        return await self.recover(ReferenceValues=values)


def code(body: Any) -> str:
    return str(body["response"]["errors"][0]["code"])


@pytest.fixture
async def ups() -> AsyncIterator[Client]:
    async with staged() as stage, httpx.AsyncClient(trust_env=False) as http:
        client = Client(stage, http)
        await client.sign_in()
        yield client


@pytest.mark.parametrize(
    ("header", "grant", "expected"),
    [
        ("", "client_credentials", "10400"),
        ("Basic ?", "client_credentials", "10400"),
        ("Basic " + base64.b64encode(b"ksap-demo-client:wrong").decode(), "client_credentials", "10401"),
        (f"Basic {BASIC}", "password", "10401"),
    ],
)
async def test_sign_in_is_refused_as_ups_refuses_it(ups: Client, header: str, grant: str, expected: str) -> None:
    path = "/security/v1/oauth/token"
    status, body = await ups.send("POST", path, headers={"authorization": header}, data={"grant_type": grant})
    assert (status, code(body)) == (401, expected)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", f"Basic {BASIC}"])
async def test_no_call_without_a_good_token(ups: Client, header: str) -> None:
    for method, path in (("POST", SHIP), ("POST", RECOVER), ("GET", "/api/track/v1/details/1Z5R89390357567127")):
        status, body = await ups.send(method, path, headers={"authorization": header})
        assert (status, code(body)) == (401, "250002")


async def test_a_token_ends_with_its_time_and_with_the_fault(ups: Client) -> None:
    assert (await ups.under("A-1"))[0] == 400
    ups.stage.faults.add("credentials_expired", "ups")
    assert (await ups.under("A-1"))[0] == 401
    await ups.sign_in()
    assert (await ups.under("A-1"))[0] == 400
    ups.stage.clock.pass_(hours=4)
    assert (await ups.under("A-1"))[0] == 401


async def test_more_calls_in_a_second_than_ups_takes(ups: Client) -> None:
    now = ups.stage.clock.now
    seen = []
    for _ in range(45):
        ups.stage.clock.now = now
        seen.append((await ups.under("A-1"))[0])
    assert seen.count(429) >= 4 and seen[-1] == 429
    ups.stage.clock.now = now + timedelta(seconds=2)
    assert (await ups.under("A-1"))[0] == 400


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Shipper.ShipperNumber": "ZZZZZZ"}, "120100"),
        ({"Shipper.Name": None}, "120101"),
        ({"ShipTo.Name": ""}, "120200"),
        ({"ShipTo.Name": "x" * 36}, "120200"),
        ({"ShipTo.Address.AddressLine": []}, "120202"),
        ({"ShipTo.Address.AddressLine": ["a", "b", "c", "d"]}, "120202"),
        ({"ShipTo.Address.City": None}, "120205"),
        ({"ShipTo.Address.StateProvinceCode": None}, "120206"),
        ({"ShipTo.Address.PostalCode": "850"}, "120207"),
        ({"Shipper.Address.CountryCode": "USA"}, "120108"),
        ({"ShipTo.Address.StateProvinceCode": "AL"}, "120802"),
        ({"ShipTo.Address.StateProvinceCode": "XX"}, "120802"),
        ({"ShipFrom.Address.PostalCode": "10001"}, "120803"),
        ({"Service.Code": "99"}, "120500"),
        ({"Service.Code": "11"}, "121210"),
        ({"PaymentInformation": None}, "120400"),
        ({"PaymentInformation.ShipmentCharge.0.BillShipper": {"AccountNumber": "ZZZZZZ"}}, "120415"),
        ({"Package": []}, "120600"),
        ({"Package.0.Packaging": {}}, "120600"),
        ({"Package.0.PackageWeight.Weight": "0"}, "120601"),
        ({"Package.0.PackageWeight.Weight": "heavy"}, "120601"),
        ({"Package.0.PackageWeight.UnitOfMeasurement": {"Code": "KGS"}}, "121057"),
        ({"Package.0.Dimensions": {"UnitOfMeasurement": {"Code": "CM"}, "Length": "9", "Width": "9", "Height": "9"}}, "120548"),
        ({"Package.0.Dimensions": {"UnitOfMeasurement": {"Code": "IN"}, "Length": "9", "Width": "0", "Height": "9"}}, "120602"),
        ({"ReferenceNumber": [{"Value": "A-1"}]}, "120541"),
        ({"Package.0.ReferenceNumber": [{"Value": str(i)} for i in range(3)]}, "120544"),
        ({"Package.0.ReferenceNumber": [{"Value": "x" * 36}]}, "120603"),
        ({"option": "perhaps"}, "120051"),
        ({"label": "BMP"}, "120702"),
    ],
)
async def test_a_shipment_that_is_wrong_is_refused_and_not_sold(ups: Client, changes: dict[str, Any], expected: str) -> None:
    status, body = await ups.ship(**{"option": "validate", **changes})
    assert (status, code(body)) == (400, expected)
    assert ups.stage.state.shipments == {}


async def test_abroad_ups_wants_a_telephone_and_a_description(ups: Client) -> None:
    lyon = {"AddressLine": ["12 rue X"], "City": "Lyon", "PostalCode": "69001", "CountryCode": "FR"}
    there: dict[str, Any] = {"ShipTo.Address": lyon, "Service.Code": "65", "Package.0.ReferenceNumber": None}
    phone = {"Number": "33455500122"}
    assert code((await ups.ship(**there))[1]) == "120109"
    there |= {"Shipper.Phone": phone, "Shipper.AttentionName": "Dana", "ShipFrom.AttentionName": "Dana"}
    assert code((await ups.ship(**there))[1]) == "120209"
    there |= {"ShipTo.Phone": phone}
    assert code((await ups.ship(**there))[1]) == "120201"
    there |= {"ShipTo.AttentionName": "A. Dupont"}
    assert code((await ups.ship(**there))[1]) == "120512"
    there |= {"Description": "Socks"}
    assert code((await ups.ship(**{**there, "Package.0.ReferenceNumber": [{"Value": "A-1"}]}))[1]) == "120542"
    assert await ups.bought(**there, ReferenceNumber=[{"Value": "A-1"}])


async def test_rates_by_option(ups: Client) -> None:
    rated = {
        "Shipment": {
            **{who: SHIPMENT[who] for who in ("Shipper", "ShipTo", "ShipFrom")},
            "Service": {"Code": "01"},
            "Package": [{"PackageWeight": SHIPMENT["Package"][0]["PackageWeight"]}],
            "DeliveryTimeInformation": {"PackageBillType": "03"},
        }
    }
    status, body = await ups.send("POST", "/api/rating/v2409/Shop", json={"RateRequest": rated})
    assert status == 200
    assert len(body["RateResponse"]["RatedShipment"]) == 7
    assert not any("TimeInTransit" in row or "NegotiatedRateCharges" in row for row in body["RateResponse"]["RatedShipment"])
    _, body = await ups.send("POST", "/api/rating/v2409/Ratetimeintransit", json={"RateRequest": rated})
    [row] = body["RateResponse"]["RatedShipment"]
    arrival = row["TimeInTransit"]["ServiceSummary"]["EstimatedArrival"]
    assert (arrival["BusinessDaysInTransit"], arrival["Arrival"]["Date"], arrival["DayOfWeek"]) == ("1", "20261117", "TUE")
    rated["Shipment"]["Service"] = {"Code": "54"}
    assert code((await ups.send("POST", "/api/rating/v2409/Rate", json={"RateRequest": rated}))[1]) == "111210"
    assert code((await ups.send("POST", "/api/rating/v2409/Guess", json={"RateRequest": rated}))[1]) == "120051"
    rated["Shipment"]["ShipTo"] = {"Address": {**AWAY, "StateProvinceCode": "XX"}}
    assert code((await ups.send("POST", "/api/rating/v2409/Shop", json={"RateRequest": rated}))[1]) == "111286"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"ShipmentRequest": 1}', b'{"Other": {}}'])
async def test_what_is_no_request_is_refused(ups: Client, body: bytes) -> None:
    for path in (SHIP, RECOVER, "/api/rating/v2409/Shop"):
        status, answer = await ups.send("POST", path, content=body)
        assert (status, code(answer)) == (400, "10002")


async def test_the_same_wish_twice_is_sold_twice_and_both_are_candidates(ups: Client) -> None:
    first, second = await ups.bought(), await ups.bought()
    assert first != second
    status, body = await ups.under("A-1")
    assert status == 200
    found = body["LabelRecoveryResponse"]
    assert found["LabelResults"] == []
    assert [row["TrackingNumber"] for row in found["TrackingCandidate"]] == [first, second]
    status, body = await ups.recover(TrackingNumber=first)
    assert body["LabelRecoveryResponse"]["ShipmentIdentificationNumber"] == first


async def test_a_void_may_be_had_until_the_parcel_is_picked_up(ups: Client) -> None:
    number = await ups.bought()
    path = f"/api/shipments/v2409/void/cancel/{number}"
    status, body = await ups.send("DELETE", path)
    assert (status, body["VoidShipmentResponse"]["SummaryResult"]["Status"]["Code"]) == (200, "1")
    assert code((await ups.send("DELETE", path))[1]) == "190117"
    assert code((await ups.under("A-1"))[1]) == "9801040"
    assert code((await ups.send("DELETE", "/api/shipments/v2409/void/cancel/1Z5R89390357567127"))[1]) == "190102"
    late = await ups.bought()
    ups.stage.clock.pass_(days=1)
    await ups.sign_in()
    assert code((await ups.send("DELETE", f"/api/shipments/v2409/void/cancel/{late}"))[1]) == "190101"


async def test_a_stock_size_beside_a_picture_is_refused_in_recovery(ups: Client) -> None:
    specification = {"LabelImageFormat": {"Code": "GIF"}, "LabelStockSize": {"Height": "6", "Width": "4"}}
    assert code((await ups.recover(TrackingNumber="1Z5R89390357567127", LabelSpecification=specification))[1]) == "9801050"
    assert code((await ups.under("never"))[1]) == "9801031"


async def track(ups: Client, number: str) -> list[str]:
    """Status codes of the scans, newest first; signed in anew, as days may have passed."""
    await ups.sign_in()
    _, body = await ups.send("GET", f"/api/track/v1/details/{number}")
    [shipment] = body["trackResponse"]["shipment"]
    return [row["status"]["statusCode"] for row in shipment["package"][0]["activity"]]


async def test_a_journey_takes_its_days_and_ends(ups: Client) -> None:
    number = await ups.bought(**{"Service.Code": "01"})
    assert await track(ups, number) == ["003"]
    ups.stage.clock.pass_(hours=4)
    assert await track(ups, number) == ["038", "003"]
    ups.stage.clock.pass_(hours=21)
    assert await track(ups, number) == ["011", "021", "005", "005", "038", "003"]
    ups.stage.clock.pass_(days=400)
    assert len(await track(ups, number)) == 6


async def test_times_are_local_with_their_offset(ups: Client) -> None:
    number = await ups.bought()
    _, body = await ups.send("GET", f"/api/track/v1/details/{number}")
    row = body["trackResponse"]["shipment"][0]["package"][0]["activity"][0]
    assert (row["gmtDate"], row["gmtOffset"], row["date"]) == ("20261116", "-05:00", "20261116")
    assert int(row["gmtTime"][:2]) - int(row["time"][:2]) == 5


async def test_an_unknown_number_is_a_warning_not_an_error(ups: Client) -> None:
    status, body = await ups.send("GET", "/api/track/v1/details/1Z5R89390357567127")
    assert (status, body["trackResponse"]["shipment"][0]["warnings"][0]["code"]) == (200, "TW0001")


async def test_a_person_may_hurry_a_parcel_along(ups: Client) -> None:
    number = await ups.bought()
    for expected in ("038", "005", "005", "021"):
        status, shown = await ups.send("POST", f"/sandbox/shipments/{number}/advance")
        assert (status, shown["scans"][-1]["status"]) == (200, expected)
    _, shown = await ups.send("POST", f"/sandbox/shipments/{number}/exception")
    assert shown["scans"][-1]["kind"] == "X"
    _, shown = await ups.send("POST", f"/sandbox/shipments/{number}/deliver")
    assert shown["status"] == "DELIVERED"
    assert (await track(ups, number))[:3] == ["011", "021", "022"]
    for move in ("advance", "deliver", "exception", "return"):
        assert (await ups.send("POST", f"/sandbox/shipments/{number}/{move}"))[0] == 409
    assert (await ups.send("POST", f"/sandbox/shipments/{number}/explode"))[0] == 404
    assert (await ups.send("POST", "/sandbox/shipments/1Z5R89390357567127/advance"))[0] == 404


async def test_a_parcel_may_come_back(ups: Client) -> None:
    number = await ups.bought()
    _, shown = await ups.send("POST", f"/sandbox/shipments/{number}/return")
    assert shown["scans"][-1]["kind"] == "RS"
    ups.stage.clock.pass_(days=30)
    assert await track(ups, number) == ["034", "003"]


async def test_shipments_are_listed_for_a_person(ups: Client) -> None:
    first, second = await ups.bought(), await ups.bought(**{"Package.0.ReferenceNumber": [{"Value": "B-2"}]})
    _, all_of_them = await ups.send("GET", "/sandbox/shipments")
    assert [row["id"] for row in all_of_them["shipments"]] == [second, first]
    _, some = await ups.send("GET", "/sandbox/shipments", params={"reference": "A-1"})
    assert [(row["id"], row["references"], row["to"]) for row in some["shipments"]] == [(first, ["A-1"], "Phoenix, US")]
    _, one = await ups.send("GET", f"/sandbox/shipments/{second}")
    assert one["parcels"] == [second]
    assert (await ups.send("GET", "/sandbox/shipments/none"))[0] == 404


async def test_shipments_and_tokens_are_in_the_snapshot(ups: Client) -> None:
    number = await ups.bought()
    snapshots = Snapshots(ups.stage.sandbox)
    raw = snapshots.dump()
    before = TypeAdapter(UpsState).dump_json(ups.stage.state)
    ups.stage.sandbox.clear()
    assert ups.stage.state.shipments == {}
    snapshots.load(raw)
    assert TypeAdapter(UpsState).dump_json(ups.stage.state) == before
    status, body = await ups.under("A-1")
    assert (status, body["LabelRecoveryResponse"]["ShipmentIdentificationNumber"]) == (200, number)


async def test_a_change_is_noticed_by_the_snapshot(ups: Client) -> None:
    versions = [ups.stage.sandbox.version]
    number = await ups.bought()
    versions.append(ups.stage.sandbox.version)
    await ups.send("GET", f"/api/track/v1/details/{number}")
    assert ups.stage.sandbox.version == versions[-1]
    ups.stage.clock.pass_(hours=3)
    await ups.send("GET", f"/api/track/v1/details/{number}")
    versions.append(ups.stage.sandbox.version)
    ups.stage.clock.pass_(hours=0.9)
    await ups.send("POST", f"/sandbox/shipments/{number}/advance")
    versions.append(ups.stage.sandbox.version)
    assert versions[0] < versions[1] <= versions[2] < versions[3]
