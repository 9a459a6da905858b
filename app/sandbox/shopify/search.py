"""The search syntax of `query` arguments: terms, fields, comparisons, AND, OR, NOT, quotes and brackets.

As the vendor does, a value that is not quoted ends at a colon, and what comes behind it is a term of its own: an unquoted
time of day loses its minutes without a word, but for a warning beside the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

_TOKEN = re.compile(r"""\s*(?:(?P<bracket>[()])|(?P<quoted>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<colon>:)|"""
                    r"""(?P<word>(?:\\.|[^\s():"'])+))""")  # fmt: skip
_COMPARISON = re.compile(r"(>=|<=|>|<|=)?(.*)\Z", re.DOTALL)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)?(Z|[+-]\d{2}:?\d{2})?\Z")
_RANGES = {">=": "range_gte", "<=": "range_lte", ">": "range_gt", "<": "range_lt", "=": "match_all", "": "match_all"}


@dataclass
class Term:
    """One condition. An empty `name` searches the texts; `quoted` values are taken whole."""

    name: str
    operator: str
    value: str
    quoted: bool = False

    def parsed(self, shown: str) -> dict[str, Any]:
        key = _RANGES[self.operator]
        return {"field": self.name, key: shown} if self.name else {"field": "default", key: shown}


@dataclass
class Group:
    """Conditions joined by `and`, `or`, or the one in it denied by `not`."""

    kind: str
    parts: list[Group | Term] = field(default_factory=list)


@dataclass(frozen=True)
class Field:
    """What can be asked of a thing: `kind` is id, text, word, number, time, flag or choice; `get` gives a value or several.

    A choice outside `choices` matches nothing, with a warning.
    """

    kind: str
    get: Callable[[Any], Any]
    choices: tuple[str, ...] = ()


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while (match := _TOKEN.match(text, position)) is not None and match.end() > position:
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind]))
            position = match.end()
        self.position = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.position += 1
        return token

    def alternatives(self) -> Group | Term:
        parts = [self.conjunction()]
        while self.peek() == ("word", "OR"):
            self.take()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Group("or", parts)

    def conjunction(self) -> Group | Term:
        parts: list[Group | Term] = []
        while self.peek()[0] != "end" and self.peek() not in (("bracket", ")"), ("word", "OR")):
            if self.peek() == ("word", "AND") or self.peek()[0] == "colon":
                self.take()
                continue
            parts.append(self.condition())
        return parts[0] if len(parts) == 1 else Group("and", parts)

    def condition(self) -> Group | Term:
        kind, text = self.peek()
        if (kind, text) == ("word", "NOT"):
            self.take()
            return Group("not", [self.condition()])
        if (kind, text) == ("bracket", "("):
            self.take()
            inside = self.alternatives()
            if self.peek() == ("bracket", ")"):
                self.take()
            return inside
        if kind == "word" and text.startswith("-") and len(text) > 1:
            self.tokens[self.position] = (kind, text[1:])
            return Group("not", [self.term()])
        return self.term()

    def term(self) -> Term:
        kind, text = self.take()
        if kind == "quoted":
            return Term("", "", _unescape(text[1:-1]), quoted=True)
        if kind != "word" or self.peek()[0] != "colon":
            return Term("", "", _unescape(text))
        self.take()
        operator, value, quoted = "", "", False
        if self.peek()[0] == "word":
            match = _COMPARISON.match(self.take()[1])
            assert match is not None
            operator, value = match[1] or "", _unescape(match[2])
        if not value and self.peek()[0] == "quoted":
            value, quoted = _unescape(self.take()[1][1:-1]), True
        return Term(_unescape(text), operator, value, quoted)


def parse(text: str) -> Group | Term:
    """What a query says; an empty one is an `and` of nothing."""
    return _Reader(text).alternatives()


def as_time(value: str, zone: ZoneInfo) -> datetime | None:
    """A time of the search syntax; without an offset it is the shop's. None when it is no time."""
    match = _DATE.match(value)
    if match is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


class Search:
    """A query over things with these fields. `warnings` tells what was left out of account."""

    def __init__(self, text: str, fields: Mapping[str, Field], texts: Callable[[Any], Sequence[str]], zone: str) -> None:
        self.fields, self.texts, self.zone = fields, texts, ZoneInfo(zone)
        self.text = text
        self.warnings: list[dict[str, str]] = []
        self.tree = parse(text)
        self.parsed = self._describe(self.tree)
        self.test = self._test(self.tree)

    def __call__(self, item: Any) -> bool:
        return self.test(item)

    def note(self, path: list[str | int]) -> dict[str, Any] | None:
        """The entry of `extensions.search`, when there is anything to object to."""
        if not self.warnings:
            return None
        return {"path": path, "query": self.text, "parsed": self.parsed, "warnings": self.warnings}

    def _describe(self, node: Group | Term) -> dict[str, Any]:
        if isinstance(node, Group):
            parts = [self._describe(part) for part in node.parts]
            return {node.kind: parts[0] if node.kind == "not" and parts else parts}
        shown = node.value
        known = self.fields.get(node.name)
        if known is not None and known.kind == "time" and not node.quoted:
            moment = as_time(node.value, self.zone)
            shown = moment.isoformat() if moment else node.value
        return node.parsed(shown)

    def _test(self, node: Group | Term) -> Callable[[Any], bool]:
        if isinstance(node, Term):
            return self._term(node)
        tests = [self._test(part) for part in node.parts]
        if node.kind == "or":
            return lambda item: any(test(item) for test in tests)
        if node.kind == "not":
            return lambda item: not any(test(item) for test in tests)
        return lambda item: all(test(item) for test in tests)

    def _term(self, term: Term) -> Callable[[Any], bool]:
        if not term.name:
            wanted = term.value.lower().rstrip("*")
            return lambda item: any(_has_word(text, wanted) for text in self.texts(item))
        known = self.fields.get(term.name)
        if known is None:
            self._warn(term.name, "Invalid search field for this query.", "invalid_field")
            return lambda item: True
        if term.value == "*" and not term.operator:
            return lambda item: bool(known.get(item))
        return self._comparison(known, term)

    def _comparison(self, known: Field, term: Term) -> Callable[[Any], bool]:
        if known.kind == "time":
            moment = as_time(term.value, self.zone)
            if moment is None:
                self._warn(term.name, f"Input `{term.value}` is not an accepted value.", "invalid_value")
                return lambda item: False
            exact = moment.astimezone(UTC)
            return lambda item: _compares(_whole(known.get(item)), term.operator, exact)
        if known.kind in ("number", "id"):
            return self._number(known, term)
        wanted = term.value.lower()
        if known.kind == "choice" and wanted not in known.choices:
            self._warn(term.name, f"Input `{term.value}` is not an accepted value.", "invalid_value")
            return lambda item: False
        if known.kind == "flag":
            return lambda item: bool(known.get(item)) == (wanted in ("true", "1", "yes"))
        if known.kind == "text":
            return lambda item: any(_has_word(text, wanted.rstrip("*")) for text in _several(known.get(item)))
        if wanted.endswith("*"):
            return lambda item: any(text.lower().startswith(wanted[:-1]) for text in _several(known.get(item)))
        return lambda item: any(text.lower() == wanted for text in _several(known.get(item)))

    def _number(self, known: Field, term: Term) -> Callable[[Any], bool]:
        raw = term.value.rpartition("/")[2] if known.kind == "id" else term.value
        try:
            wanted = float(raw) if known.kind == "number" else int(raw)
        except ValueError:
            self._warn(term.name, f"Input `{term.value}` is not an accepted value.", "invalid_value")
            return lambda item: False
        return lambda item: any(_compares(value, term.operator, wanted) for value in _numbers(known.get(item)))

    def _warn(self, name: str, message: str, code: str) -> None:
        self.warnings.append({"field": name, "message": message, "code": code})


def _several(value: Any) -> Sequence[str]:
    return value if isinstance(value, list | tuple) else [value or ""]


def _numbers(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _whole(moment: datetime | None) -> datetime | None:
    """Times are compared by whole seconds, as they are shown."""
    return None if moment is None else moment.astimezone(UTC).replace(microsecond=0)


def _compares(value: Any, operator: str, wanted: Any) -> bool:
    if value is None:
        return False
    if operator == ">=":
        return bool(value >= wanted)
    if operator == "<=":
        return bool(value <= wanted)
    if operator == ">":
        return bool(value > wanted)
    if operator == "<":
        return bool(value < wanted)
    return bool(value == wanted)


def _has_word(text: str, wanted: str) -> bool:
    """Whether a text has the wanted words, the last of them at least by its beginning."""
    return re.search(rf"(?:\A|\W){re.escape(wanted)}", text.lower()) is not None
