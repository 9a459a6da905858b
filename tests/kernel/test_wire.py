from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.transport import Unreachable
from app.kernel.wire import _Inflater, encode


def test_a_bomb_is_unpacked_to_one_byte_beyond_the_cap() -> None:
    inflater = _Inflater(1000)
    assert len(inflater.feed(gzip.compress(b"\0" * 10_000_000), 0)) == 1001
    assert len(_Inflater(1000).feed(gzip.compress(b"\0" * 900) * 50, 0)) == 1001


@given(st.lists(st.binary(max_size=400), max_size=4), st.integers(1, 50))
def test_any_members_in_any_pieces_come_out_whole(members: list[bytes], step: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    inflater, out = _Inflater(10_000), b""
    for at in range(0, len(packed), step):
        out += inflater.feed(packed[at : at + step], len(out))
    inflater.finish()
    assert out == b"".join(members)


@given(st.binary(min_size=1, max_size=200), st.integers(1, 100))
def test_a_cut_stream_is_noticed(content: bytes, missing: int) -> None:
    packed = zlib.compress(content)
    inflater = _Inflater(10_000)
    inflater.feed(packed[: max(1, len(packed) - missing)], 0)
    with pytest.raises(Unreachable, match="too early"):
        inflater.finish()


def test_an_address_that_is_none_is_refused_before_anything_else() -> None:
    nothing = {"base_headers": {}, "headers": None, "json": None, "content": None, "form": None}
    with pytest.raises(Unreachable) as refused:
        encode("GET", "https://shop.test:port/", params={"a": "b"}, **nothing)  # type: ignore[arg-type]
    assert refused.value.reason == "blocked"
    with pytest.raises(TypeError):
        encode("POST", "https://shop.test/", params=None, **{**nothing, "json": {"a": object()}})  # type: ignore[arg-type]
