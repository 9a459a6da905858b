"""What comes out of the label printer: a picture of four by six inches, or the commands of a thermal printer."""

from __future__ import annotations

import unicodedata

from app.sandbox.ups import code128
from app.sandbox.ups.places import NAMES
from app.sandbox.ups.prices import SERVICES
from app.sandbox.ups.raster import Canvas
from app.sandbox.ups.state import Parcel, Place, Shipment

_WIDTH, _HEIGHT = 800, 1200
_LETTERS = str.maketrans({"ß": "SS", "æ": "AE", "Æ": "AE", "ø": "O", "Ø": "O", "đ": "D", "ð": "D", "þ": "TH", "œ": "OE"})


def picture(shipment: Shipment, parcel: Parcel) -> bytes:
    """The label as GIF: sender, receiver, routing, service, tracking barcode, references."""
    canvas = Canvas(_WIDTH, _HEIGHT)
    _sender(canvas, shipment, parcel)
    _receiver(canvas, shipment.receiver)
    canvas.box(0, 560, _WIDTH, 4)
    postal = "".join(sign for sign in shipment.receiver.postal if sign.isalnum())
    canvas.text(24, 590, f"{shipment.receiver.country} {shipment.receiver.state} {postal[:5]}"[:14], 46, 7)
    canvas.bars(300, 660, 90, 3, code128.widths(f"420{postal[:5] or '0'}"))
    canvas.box(0, 776, _WIDTH, 12)
    canvas.text(24, 806, SERVICES[shipment.service].name[:26], 34, 7)
    canvas.text(24, 862, f"TRACKING #: {spaced(parcel.number)}", 26, 4)
    canvas.box(0, 904, _WIDTH, 12)
    canvas.bars(50, 934, 170, 3, code128.widths(parcel.number))
    canvas.box(0, 1122, _WIDTH, 4)
    _foot(canvas, shipment, parcel)
    return canvas.gif()


def _sender(canvas: Canvas, shipment: Shipment, parcel: Parcel) -> None:
    y = 24
    for line in (*_lines(shipment.sender), shipment.sender.phone):
        canvas.text(24, y, plain(line)[:30], 19, 3)
        y += 28
    canvas.text(560, 24, f"{parcel.weight} {shipment.weight_unit}", 24, 4)
    place = shipment.parcels.index(parcel) + 1
    canvas.text(560, 66, f"{place} OF {len(shipment.parcels)}", 30, 5)
    canvas.text(560, 116, f"DATE: {shipment.created:%d %b %Y}", 17, 3)
    canvas.text(560, 144, parcel.dimensions, 17, 3)
    canvas.box(0, 250, _WIDTH, 3)


def _receiver(canvas: Canvas, to: Place) -> None:
    canvas.text(24, 272, "SHIP", 24, 5)
    canvas.text(24, 306, "TO:", 24, 5)
    y = 272
    *lines, last, country = _lines(to)
    for line in lines:
        canvas.text(130, y, plain(line)[:31], 25, 4)
        y += 38
    canvas.text(130, y + 4, plain(last)[:26], 31, 6)
    canvas.text(130, y + 52, plain(country), 25, 4)


def _foot(canvas: Canvas, shipment: Shipment, parcel: Parcel) -> None:
    canvas.text(24, 1136, f"BILLING: P/P {plain(shipment.description)[:30]}", 16, 3)
    named = shipment.references or parcel.references
    canvas.text(24, 1160, f"REF 1: {plain(named[0]) if named else ''}"[:46], 16, 3)
    canvas.text(24, 1182, "SANDBOX - NOT FOR SHIPMENT", 14, 2)


def _lines(place: Place) -> list[str]:
    """Name to country, the town on the last line but one."""
    person = [place.attention] if place.attention and place.attention != place.name else []
    postal = f"{place.postal[:5]}-{place.postal[5:]}" if place.country == "US" and place.postal[5:] else place.postal
    return [place.name, *person, *place.lines, f"{place.city} {place.state} {postal}", NAMES.get(place.country, place.country)]


def plain(text: str) -> str:
    """The letters that the printer has."""
    return "".join(s for s in unicodedata.normalize("NFKD", text.translate(_LETTERS)) if s.isascii())


def spaced(number: str) -> str:
    """1Z 999 AA1 01 2345 6784."""
    parts = (number[:2], number[2:5], number[5:8], number[8:10], number[10:14], number[14:])
    return " ".join(parts)


def commands(shipment: Shipment, parcel: Parcel) -> bytes:
    """The label in ZPL."""
    rows = [f"^FO40,{40 + 30 * i}^A0N,24^FD{plain(line)}^FS" for i, line in enumerate(_lines(shipment.sender))]
    rows += [f"^FO40,{300 + 40 * i}^A0N,34^FD{plain(line)}^FS" for i, line in enumerate(_lines(shipment.receiver))]
    rows += [
        f"^FO40,640^A0N,44^FD{SERVICES[shipment.service].name}^FS",
        f"^FO40,700^A0N,30^FDTRACKING #: {spaced(parcel.number)}^FS",
        f"^FO60,760^BY3^BCN,200,N,N,N^FD{parcel.number}^FS",
        f"^FO40,1000^A0N,24^FDREF 1: {plain(next(iter((*shipment.references, *parcel.references)), ''))}^FS",
        "^FO40,1040^A0N,20^FDSANDBOX - NOT FOR SHIPMENT^FS",
    ]
    return "\n".join(("^XA", "^PW812", "^LL1218", *rows, "^XZ", "")).encode("ascii")
