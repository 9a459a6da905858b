"""The connector against the played UPS over HTTP. The `stage` fixture holds every exchange to the contract files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.carriers import Carrier, Parcel, TrackingState
from app.ports.vendor import Environment, Remedy, VendorError
from app.vendors.ups import VENDOR
from app.vendors.ups.carrier import UpsAccount, UpsCarrier
from tests.vendors.ups.stage import HAMBURG, LYON, SHOPPER, WAREHOUSE, Stage, shipment

SHIP = "POST /api/shipments/v2409/ship"


def carrier(stage: Stage, **public: str) -> UpsCarrier:
    return UpsCarrier(stage.channel(**public))


def test_the_manifest_offers_what_the_ports_ask() -> None:
    assert VENDOR.offer(Carrier) is UpsCarrier
    assert VENDOR.account is UpsAccount
    assert VENDOR.base_url({}, Environment.LIVE, "http://127.0.0.1:1") == "https://onlinetools.ups.com"
    assert VENDOR.base_url({}, Environment.SANDBOX, "http://127.0.0.1:1") == "http://127.0.0.1:1/ups"


async def test_rates_are_the_accounts_own_cheapest_first_with_transit_days(stage: Stage) -> None:
    rates = await carrier(stage).rates(shipment())
    assert [rate.service for rate in rates][:2] == ["03", "12"]
    assert rates == sorted(rates, key=lambda rate: rate.amount)
    ground = rates[0]
    listed = stage.transport.exchanges[-1].answer["RateResponse"]["RatedShipment"][0]
    assert ground.title == "UPS Ground"
    assert ground.currency == "USD"
    assert str(ground.amount) == listed["NegotiatedRateCharges"]["TotalCharge"]["MonetaryValue"]
    assert ground.amount < Decimal(listed["TotalCharges"]["MonetaryValue"])
    assert ground.days is not None and ground.delivery_date is not None
    assert ground.delivery_date > stage.clock.now.date()


async def test_rates_abroad_come_in_the_currency_of_the_origin(stage: Stage) -> None:
    rates = await carrier(stage).rates(shipment(ship_from=HAMBURG, ship_to=LYON))
    assert {rate.currency for rate in rates} == {"EUR"}
    assert {"11", "65", "07"} <= {rate.service for rate in rates}
    assert stage.transport.exchanges[-1].query == {}


async def test_a_bought_label_is_a_picture_with_number_price_and_link(stage: Stage) -> None:
    label = await carrier(stage).buy(shipment())
    [kept] = stage.state.shipments.values()
    assert label.tracking_number == label.shipment_id == kept.id
    assert (label.amount, label.currency, label.service) == (kept.charged, "USD", "03")
    assert label.media_type == "image/gif"
    assert label.content.startswith(b"GIF87a") and label.content.endswith(b";")
    assert label.tracking_url == f"https://www.ups.com/track?tracknum={kept.id}"
    assert kept.named("KSAP-1001-1")
    assert kept.receiver.lines == ["4200 Camino Alto", "Apt 12"]


async def test_a_thermal_label_when_the_merchant_chose_it(stage: Stage) -> None:
    label = await carrier(stage, label_format="ZPL").buy(shipment())
    assert label.media_type == "application/zpl"
    assert label.content.startswith(b"^XA")
    again = await carrier(stage, label_format="ZPL").find("KSAP-1001-1")
    assert again is not None and again.content == label.content


async def test_several_parcels_have_a_label_each(stage: Stage) -> None:
    parcels = (Parcel(weight_grams=900), Parcel(weight_grams=2500), Parcel(weight_grams=400))
    label = await carrier(stage).buy(shipment(parcels=parcels))
    [kept] = stage.state.shipments.values()
    numbers = [label.tracking_number, *(parcel.tracking_number for parcel in label.further)]
    assert numbers == [parcel.number for parcel in kept.parcels]
    assert len({label.content, *(parcel.content for parcel in label.further)}) == 3
    assert await carrier(stage).find("KSAP-1001-1") == replace(label, service="", amount=None, currency="")


@pytest.mark.parametrize("parties", [(WAREHOUSE, SHOPPER), (HAMBURG, LYON), (WAREHOUSE, LYON)])
async def test_a_lost_answer_and_a_retry_buy_one_label(stage: Stage, parties: tuple[object, object]) -> None:
    wish = shipment(ship_from=parties[0], ship_to=parties[1], service="03" if parties[1] is SHOPPER else "65")
    stage.faults.add("response_lost", "ups", route=SHIP, count=1)
    label = await carrier(stage).buy(wish)
    assert stage.transport.calls("/ship") == 1
    again = await carrier(stage).buy(wish)
    assert stage.transport.calls("/ship") == 1
    assert [label.tracking_number] == [again.tracking_number] == list(stage.state.shipments)
    assert label.content == again.content
    assert (label.service, label.amount) == (wish.service, None)


async def test_when_everything_is_lost_the_outcome_is_unknown_and_the_next_try_finds_it(stage: Stage) -> None:
    stage.faults.add("response_lost", "ups", route="/ship$|/recovery$")
    with pytest.raises(Unreachable) as lost:
        await carrier(stage).buy(shipment())
    assert lost.value.sent
    stage.faults.clear()
    label = await carrier(stage).buy(shipment())
    assert list(stage.state.shipments) == [label.shipment_id]


async def test_a_server_error_after_the_sale_is_read_back(stage: Stage) -> None:
    def broken(call: str, answer: VendorAnswer) -> VendorAnswer:
        return VendorAnswer(503, {}, b"<html>") if call == SHIP else answer

    stage.transport.spoil = broken
    label = await carrier(stage).buy(shipment())
    assert list(stage.state.shipments) == [label.shipment_id]


async def test_a_sale_that_cannot_be_read_is_read_back(stage: Stage) -> None:
    def garbled(call: str, answer: VendorAnswer) -> VendorAnswer:
        return VendorAnswer(200, {}, b'{"ShipmentResponse": {}}') if call == SHIP else answer

    stage.transport.spoil = garbled
    label = await carrier(stage).buy(shipment())
    assert label.content.startswith(b"GIF87a")
    assert list(stage.state.shipments) == [label.shipment_id]


@pytest.mark.parametrize("kind", ["server_error", "connection_dropped"])
async def test_trouble_without_a_sale_stays_unknown_until_the_next_try(stage: Stage, kind: str) -> None:
    stage.faults.add(kind, "ups", route=SHIP, count=1)
    with pytest.raises(Unreachable) as lost:
        await carrier(stage).buy(shipment())
    assert lost.value.sent
    assert stage.state.shipments == {}
    label = await carrier(stage).buy(shipment())
    assert list(stage.state.shipments) == [label.shipment_id]


async def test_a_request_that_never_left_is_just_unreachable(stage: Stage) -> None:
    stage.transport.drop = lambda call: call == SHIP
    with pytest.raises(Unreachable) as silent:
        await carrier(stage).buy(shipment())
    assert not silent.value.sent
    assert stage.transport.calls("/recovery") == 1


async def test_nothing_is_bought_while_ups_cannot_be_asked_about_the_reference(stage: Stage) -> None:
    stage.transport.drop = lambda call: call.endswith("/recovery")
    with pytest.raises(Unreachable):
        await carrier(stage).buy(shipment())
    assert stage.state.shipments == {}


async def test_one_reference_on_two_shipments_finds_one_of_them(stage: Stage) -> None:
    first = await carrier(stage).buy(shipment())
    stage.state.shipments[first.shipment_id].parcels[0].references = ["OTHER"]
    second = await carrier(stage).buy(shipment())
    stage.state.shipments[first.shipment_id].parcels[0].references = ["KSAP-1001-1"]
    found = await carrier(stage).find("KSAP-1001-1")
    assert found is not None and found.shipment_id in (first.shipment_id, second.shipment_id)
    assert stage.transport.exchanges[-1].json["LabelRecoveryRequest"]["TrackingNumber"] == found.shipment_id


async def test_a_voided_label_is_not_found_and_may_be_bought_anew(stage: Stage) -> None:
    ups = carrier(stage)
    first = await ups.buy(shipment())
    await ups.void(first.shipment_id)
    await ups.void(first.shipment_id)
    assert [event.state for event in await ups.track(first.tracking_number)][-1] is TrackingState.VOIDED
    assert await ups.find("KSAP-1001-1") is None
    second = await ups.buy(shipment())
    assert second.tracking_number != first.tracking_number
    found = await ups.find("KSAP-1001-1")
    assert found is not None and found.tracking_number == second.tracking_number


async def test_a_label_that_was_used_cannot_be_voided(stage: Stage) -> None:
    ups = carrier(stage)
    label = await ups.buy(shipment())
    stage.clock.pass_(days=3)
    with pytest.raises(VendorError) as refused:
        await ups.void(label.shipment_id)
    assert (refused.value.vendor_code, refused.value.remedy) == ("190101", Remedy.SKIP)
    assert refused.value.vendor_message == "Time for voiding has expired."


async def test_tracking_follows_the_parcel_to_the_door(stage: Stage) -> None:
    ups = carrier(stage)
    label = await ups.buy(shipment())
    assert [event.state for event in await ups.track(label.tracking_number)] == [TrackingState.LABEL_CREATED]
    stage.clock.pass_(days=10)
    events = await ups.track(label.tracking_number)
    assert [event.state for event in events] == [
        TrackingState.LABEL_CREATED,
        TrackingState.IN_TRANSIT,
        TrackingState.IN_TRANSIT,
        TrackingState.IN_TRANSIT,
        TrackingState.OUT_FOR_DELIVERY,
        TrackingState.DELIVERED,
    ]
    [kept] = stage.state.shipments.values()
    assert [event.at for event in events] == [scan.at.replace(microsecond=0) for scan in kept.scans]
    assert (events[-1].city, events[-1].country, events[-1].description) == ("Phoenix", "US", "DELIVERED")


async def test_an_unknown_number_has_no_events_yet(stage: Stage) -> None:
    assert await carrier(stage).track("1Z5R89390357567127") == []


async def test_a_wrong_address_is_the_merchants_to_mend_in_upss_own_words(stage: Stage) -> None:
    wish = shipment(ship_to=replace(SHOPPER, region="AL"))
    with pytest.raises(VendorError) as refused:
        await carrier(stage).rates(wish)
    assert refused.value.vendor_message == "The postal code 850181234 is invalid for AL United States."
    assert (refused.value.vendor_code, refused.value.remedy) == ("111285", Remedy.SKIP)
    with pytest.raises(VendorError) as refused:
        await carrier(stage).buy(wish)
    assert (refused.value.vendor_code, refused.value.remedy) == ("120802", Remedy.SKIP)
    assert stage.state.shipments == {}


async def test_what_cannot_be_right_is_said_before_ups_is_asked(stage: Stage) -> None:
    for wish, named in (
        (shipment(service=""), "service"),
        (shipment(parcels=()), "parcels"),
        (shipment(reference=""), "reference"),
        (shipment(ship_to=replace(SHOPPER, line1="東京都千代田区", line2="")), "ship_to.line1"),
    ):
        with pytest.raises(Invalid) as invalid:
            await carrier(stage).buy(wish)
        assert invalid.value.details["field"] == named
    assert stage.transport.exchanges == []


async def test_one_token_serves_many_calls_and_is_renewed_when_it_ends(stage: Stage) -> None:
    ups = carrier(stage)
    with clock.frozen(stage.clock.now):
        await ups.rates(shipment())
        await ups.rates(shipment())
    assert stage.transport.calls("/oauth/token") == 1
    with clock.frozen(stage.clock.now + timedelta(seconds=14_399)):
        await ups.rates(shipment())
    assert stage.transport.calls("/oauth/token") == 2


async def test_a_token_that_dies_early_is_replaced_once_without_a_second_sale(stage: Stage) -> None:
    ups = carrier(stage)
    await ups.rates(shipment())
    stage.state.tokens.clear()
    await ups.buy(shipment())
    assert stage.transport.calls("/oauth/token") == 2
    assert len(stage.state.shipments) == 1


async def test_a_kept_token_is_used_and_a_renewed_one_is_handed_out(stage: Stage) -> None:
    channel = stage.channel()
    renewed = await UpsAccount(channel).refresh()
    assert renewed is not None and renewed.expires_at is not None
    assert renewed.secrets["client_secret"] == channel.credentials.secrets["client_secret"]
    assert renewed.secrets["access_token"] in stage.state.tokens
    assert renewed.secrets["access_token"] not in repr(renewed)
    await UpsCarrier(replace(channel, credentials=renewed)).rates(shipment())
    assert stage.transport.calls("/oauth/token") == 1


async def test_the_account_is_known_by_its_number(stage: Stage) -> None:
    shop = await UpsAccount(stage.channel()).shop()
    assert (shop.external_id, shop.domain) == ("K5A9P1", "ups.com")


async def test_wrong_credentials_ask_for_a_reconnect(stage: Stage) -> None:
    with pytest.raises(VendorError) as refused:
        await UpsAccount(stage.channel(client_secret="wrong")).shop()
    assert (refused.value.vendor_code, refused.value.remedy) == ("10401", Remedy.RECONNECT)
    assert "wrong" not in str(refused.value.details)


async def test_a_revoked_app_asks_for_a_reconnect(stage: Stage) -> None:
    ups = carrier(stage)
    await ups.rates(shipment())
    stage.faults.add("credentials_revoked", "ups")
    with pytest.raises(VendorError) as refused:
        await ups.rates(shipment())
    assert refused.value.remedy is Remedy.RECONNECT


async def test_an_account_number_of_someone_else_asks_for_a_reconnect(stage: Stage) -> None:
    with pytest.raises(VendorError) as refused:
        await carrier(stage, account_number="ZZZZZZ").buy(shipment())
    assert (refused.value.vendor_code, refused.value.remedy) == ("120100", Remedy.RECONNECT)


async def test_too_many_calls_wait(stage: Stage) -> None:
    stage.faults.add("throttled", "ups", route="/rating/")
    with pytest.raises(VendorError) as refused:
        await carrier(stage).rates(shipment())
    assert (refused.value.vendor_code, refused.value.remedy) == ("10429", Remedy.WAIT)
    assert refused.value.retry_after is None


async def test_a_named_wait_is_handed_on(stage: Stage) -> None:
    stage.transport.spoil = lambda call, answer: VendorAnswer(429, {"retry-after": "7"}, b"slow down")
    with pytest.raises(VendorError) as refused:
        await UpsAccount(stage.channel()).refresh()
    assert (refused.value.remedy, refused.value.retry_after) == (Remedy.WAIT, 7)
