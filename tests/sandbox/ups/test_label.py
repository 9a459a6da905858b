"""The drawn label: a picture that opens, with a barcode that scans."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sandbox.ups import code128, label
from app.sandbox.ups.raster import GLYPHS, Canvas
from app.sandbox.ups.state import Parcel, Place, Shipment, UpsState, check_digit

SENDER = Place("Northwind Outfitters", "Dana Whitfield", "4105550142", ["2311 York Rd"], "Timonium", "MD", "21093", "US")
RECEIVER = Place("Óscar Peña", "Óscar Peña", "", ["4200 Camino Alto", "Apt 12"], "Phoenix", "AZ", "850181234", "US")


def made(**changes: object) -> Shipment:
    shipment = Shipment(
        id="1ZK5A9P10310463017",
        account="K5A9P1",
        service="03",
        created=datetime(2026, 11, 16, tzinfo=UTC),
        sender=SENDER,
        receiver=RECEIVER,
        parcels=[Parcel("1ZK5A9P10310463017", "3.4", "12 X 8 X 5 IN", ["KSAP-1001-1"])],
        weight_unit="LBS",
        listed=Decimal("12.34"),
        charged=Decimal("8.76"),
        currency="USD",
    )
    for name, value in changes.items():
        setattr(shipment, name, value)
    return shipment


def decoded(gif: bytes) -> tuple[int, int, list[str]]:
    """Width, height and rows of 0 and 1 of a GIF of two colours, by the format's own rules."""
    assert gif[:6] == b"GIF87a" and gif[-1:] == b";"
    width, height = int.from_bytes(gif[6:8], "little"), int.from_bytes(gif[8:10], "little")
    at = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    assert gif[at] == ord(",")
    assert gif[at + 5 : at + 9] == gif[6:10]
    at += 10
    first = gif[at]
    at += 1
    data = bytearray()
    while gif[at]:
        data += gif[at + 1 : at + 1 + gif[at]]
        at += 1 + gif[at]
    pixels = unpacked(bytes(data), first)
    assert len(pixels) == width * height
    return width, height, [pixels[i : i + width] for i in range(0, len(pixels), width)]


def unpacked(data: bytes, first: int) -> str:
    clear, end = 1 << first, (1 << first) + 1
    bits, place, size = int.from_bytes(data, "little"), 0, first + 1
    table: dict[int, str] = {}
    out: list[str] = []
    last = ""
    while True:
        code = bits >> place & ((1 << size) - 1)
        place += size
        if code == clear:
            table = {value: str(value) for value in range(clear)}
            size, last = first + 1, ""
            continue
        if code == end:
            return "".join(out)
        entry = table.get(code) or last + last[0]
        if last:
            table[len(table) + 2] = last + entry[0]
            if len(table) + 2 == 1 << size and size < 12:
                size += 1
        out.append(entry)
        last = entry


def scanned(row: str) -> str:
    """The text of the Code 128 that a row of pixels cuts through."""
    runs = [(sign, len(list(run))) for sign, run in groupby(row.strip("0"))]
    module = runs[0][1] // 2
    widths = "".join(str(length // module) for _, length in runs)
    assert widths.endswith(code128.STOP)
    symbols = [widths[i : i + 6] for i in range(0, len(widths) - 7, 6)]
    values = [code128.SYMBOLS.index(symbol) for symbol in symbols]
    start, *body, check = values
    assert start == code128.START_B
    assert check == (start + sum(place * value for place, value in enumerate(body, 1))) % 103
    return "".join(chr(value + 32) for value in body)


def test_a_label_is_four_by_six_and_both_barcodes_scan() -> None:
    shipment = made()
    width, height, rows = decoded(label.picture(shipment, shipment.parcels[0]))
    assert (width, height) == (800, 1200)
    assert scanned(rows[1000]) == "1ZK5A9P10310463017"
    assert scanned(rows[700]) == "42085018"
    assert 0.08 < sum(row.count("1") for row in rows) / (width * height) < 0.3


def test_every_parcel_of_a_shipment_has_its_own_label() -> None:
    parcels = [Parcel("1ZK5A9P10310463017", "3.4"), Parcel("1ZK5A9P10310463026", "1.0")]
    shipment = made(parcels=parcels)
    first, second = (label.picture(shipment, parcel) for parcel in parcels)
    assert first != second
    assert scanned(decoded(second)[2][1000]) == "1ZK5A9P10310463026"
    assert label.picture(shipment, parcels[0]) == first


def test_long_and_foreign_addresses_do_not_break_the_label() -> None:
    far = Place("X" * 35, "Łukasz Ćwik", "", ["ул. Ленина " * 3] * 3, "Æther-Ødegård", "", "", "NO")
    shipment = made(receiver=far, description="🧦" * 50)
    assert decoded(label.picture(shipment, shipment.parcels[0]))[:2] == (800, 1200)
    assert label.commands(shipment, shipment.parcels[0]).isascii()


def test_a_thermal_label_has_the_barcode_as_a_command() -> None:
    shipment = made()
    commands = label.commands(shipment, shipment.parcels[0]).decode()
    assert commands.startswith("^XA\n") and commands.endswith("^XZ\n")
    assert "^BCN,200,N,N,N^FD1ZK5A9P10310463017^FS" in commands


@settings(max_examples=25)
@given(st.integers(1, 90), st.integers(1, 90), st.randoms(use_true_random=False))
def test_what_is_drawn_is_what_the_gif_shows(width: int, height: int, random: Random) -> None:
    canvas = Canvas(width, height)
    for _ in range(40):
        canvas.box(random.randint(-5, 95), random.randint(-5, 95), random.randint(1, 9), random.randint(1, 9))
    shown = decoded(canvas.gif())
    assert shown == (width, height, [f"{row:0{width}b}"[::-1] for row in canvas.rows])


def test_a_noisy_picture_fills_the_table_of_codes_and_starts_it_anew() -> None:
    canvas = Canvas(400, 300)
    seed = 1
    for y in range(300):
        for x in range(0, 400, 2):
            seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
            if seed >> 16 & 1:
                canvas.box(x, y, 1, 1)
    assert decoded(canvas.gif())[2] == [f"{row:0400b}"[::-1] for row in canvas.rows]


def test_every_letter_fits_its_grid_and_leaves_ink() -> None:
    for sign, strokes in GLYPHS.items():
        points = [stroke[i : i + 2] for stroke in strokes.split() for i in range(0, len(stroke), 2)]
        assert all(len(point) == 2 and point[0] in "01234" and point[1] in "0123456" for point in points), sign
        canvas = Canvas(60, 60)
        canvas.text(10, 10, sign, 30, 4)
        assert any(canvas.rows), sign


def test_the_barcode_table_is_that_of_the_standard() -> None:
    assert len(set(code128.SYMBOLS)) == len(code128.SYMBOLS) == 106
    assert all(sum(map(int, symbol)) == 11 for symbol in code128.SYMBOLS)
    assert all(sum(map(int, symbol[0::2])) % 2 == 0 for symbol in code128.SYMBOLS)
    with pytest.raises(ValueError, match="code set B"):
        code128.widths("ü")


@pytest.mark.parametrize("number", ["1Z5R89390357567127", "1Z879E930346834440", "1Z410E7W0392751591"])
def test_check_digits_are_those_of_real_numbers(number: str) -> None:
    assert str(check_digit(number[2:17])) == number[17]


def test_numbers_are_never_given_twice() -> None:
    state = UpsState()
    numbers = [state.next_number("K5A9P1", "03") for _ in range(200)]
    assert len(set(numbers)) == 200
    assert all(len(number) == 18 and number[17] == str(check_digit(number[2:17])) for number in numbers)
