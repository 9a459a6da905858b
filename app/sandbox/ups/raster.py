"""A black and white canvas with upright letters, bars and a GIF writer: what a label printer can do.

A row is one integer whose bit x is the pixel at x, so that copying a letter or a bar is one OR per row.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

# Strokes on a grid of 4 by 6, as pairs of column and row; a space lifts the pen.
GLYPHS = {
    "A": "062046 1434", "B": "00063645443303 3342413000", "C": "4130100105163645", "D": "00062644422000",
    "E": "40000646 0333", "F": "400006 0333", "G": "41301001051636454323", "H": "0006 4046 0343",
    "I": "1030 2026 1636", "J": "4045361605", "K": "0006 400346", "L": "000646", "M": "0600234046",
    "N": "06004640", "O": "100105163645413010", "P": "06003041423303", "Q": "100105163645413010 2446",
    "R": "06003041423303 2346", "S": "413010010213334445361605", "T": "0040 2026", "U": "000516364540",
    "V": "002640", "W": "0016233640", "X": "0046 4006", "Y": "002340 2326", "Z": "00400646",
    "0": "100105163645413010 1531", "1": "112026 1636", "2": "01103041420646", "3": "004022324345361605",
    "4": "36300444", "5": "4000023243453606", "6": "30100105163645443303", "7": "004016",
    "8": "13020110304142331304051636454433", "9": "43130201103041453616", "-": "1333", ".": "2526", ",": "2516",
    "/": "0640", "#": "1016 3036 0242 0444", ":": "2122 2425", "(": "30212536", ")": "10212516", "+": "2125 0343",
    "&": "4612112031320405162644", "'": "2021", "!": "2024 2526",
}  # fmt: skip

_ADVANCE = 0.8  # of the letter's height
_COLUMN = 0.13


class Canvas:
    """`width` by `height` pixels, white to begin with; what falls outside is cut off."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = [0] * height
        self._mask = (1 << width) - 1

    def _put(self, x: int, y: int, bits: int) -> None:
        if 0 <= y < self.height:
            self.rows[y] |= ((bits << x) if x >= 0 else (bits >> -x)) & self._mask

    def box(self, x: int, y: int, width: int, height: int) -> None:
        for row in range(y, y + height):
            self._put(x, row, (1 << width) - 1)

    def text(self, x: int, y: int, words: str, size: int, pen: int = 3) -> int:
        """Capitals of that height from the top left corner; returns where the next letter would stand."""
        place = float(x)
        for sign in words.upper():
            if sign in GLYPHS:
                for row, bits in enumerate(_glyph(sign, size, pen)):
                    self._put(round(place) - pen, y - pen + row, bits)
            place += size * _ADVANCE
        return round(place)

    def bars(self, x: int, y: int, height: int, module: int, widths: str) -> int:
        """Bars and gaps in turn, each so many modules wide; returns the right end."""
        line = 0
        place = 0
        for index, digit in enumerate(widths):
            wide = int(digit) * module
            if index % 2 == 0:
                line |= ((1 << wide) - 1) << place
            place += wide
        for row in range(y, y + height):
            self._put(x, row, line)
        return x + place

    def gif(self) -> bytes:
        """The picture as GIF 87a with two colours."""
        size = self.width.to_bytes(2, "little") + self.height.to_bytes(2, "little")
        palette = b"\xff\xff\xff" + b"\x00\x00\x00" + b"\xff\xff\xff" * 2
        pixels = "".join(f"{row:0{self.width}b}"[::-1] for row in self.rows)
        data = _lzw(pixels)
        blocks = b"".join(bytes([len(part)]) + part for i in range(0, len(data), 255) if (part := data[i : i + 255]))
        return b"GIF87a" + size + b"\x91\x00\x00" + palette + b"," + bytes(4) + size + b"\x00" + b"\x02" + blocks + b"\x00;"


@lru_cache(maxsize=512)
def _glyph(sign: str, size: int, pen: int) -> tuple[int, ...]:
    """Rows of a letter, with a margin of one pen on every side."""
    rows = [0] * (size + 2 * pen + 1)
    disc = _disc(pen)
    column, line = size * _COLUMN, size / 6
    for stroke in GLYPHS[sign].split():
        points = [(int(a) * column, int(b) * line) for a, b in zip(stroke[0::2], stroke[1::2], strict=True)]
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))
            for step in range(steps + 1):
                x, y = round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps)
                for dy, bits in enumerate(disc):
                    rows[y + dy + (pen - len(disc) // 2)] |= bits << (x + pen - len(disc) // 2)
    return tuple(rows)


@lru_cache(maxsize=16)
def _disc(pen: int) -> tuple[int, ...]:
    middle = (pen - 1) / 2
    inside = (pen / 2) ** 2
    return tuple(sum(1 << x for x in range(pen) if (x - middle) ** 2 + (y - middle) ** 2 <= inside) for y in range(pen))


def _lzw(pixels: str) -> bytes:
    """GIF's compression of a string of 0 and 1, with codes of three bits to begin with."""
    clear, end = 4, 5
    out = bytearray()
    held, count = clear, 3
    width, fresh = 3, 6
    children: dict[tuple[int, str], int] = {}
    prefix = int(pixels[0])
    for pixel in pixels[1:]:
        longer = children.get((prefix, pixel))
        if longer is not None:
            prefix = longer
            continue
        held |= prefix << count
        count += width
        if fresh < 4096:
            children[prefix, pixel] = fresh
            if fresh == 1 << width:
                width += 1
            fresh += 1
        else:
            held |= clear << count
            count += width
            width, fresh = 3, 6
            children.clear()
        while count >= 8:
            out.append(held & 255)
            held >>= 8
            count -= 8
        prefix = int(pixel)
    held |= prefix << count
    held |= end << (count + width)
    return bytes(out) + held.to_bytes((count + 2 * width + 7) // 8, "little")
