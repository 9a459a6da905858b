from __future__ import annotations

import csv as reader
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.csv import cell, line


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =HYPERLINK(1)", '"=1', "\uff1d1", "-2+3+cmd|' /C calc'!A0", "\n=1"],
)
def test_a_formula_becomes_text(formula: str) -> None:
    assert cell(formula) == "'" + formula


@pytest.mark.parametrize("plain", ["", "tea", "-12.50", "-3", "a=b", "2026-11-01", "o'clock", "7 @ 3"])
def test_what_is_no_formula_stays(plain: str) -> None:
    assert cell(plain) == plain


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5))
def test_any_text_comes_back_and_none_begins_a_formula(values: list[str]) -> None:
    (row,) = reader.reader(io.StringIO(line(values).decode(), newline=""))
    assert [read.removeprefix("'") if read != value else read for read, value in zip(row, values, strict=True)] == values
    assert not any(read[:1] in ("=", "+", "@", "\t", "\r") for read in row)
