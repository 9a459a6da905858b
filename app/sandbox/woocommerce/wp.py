"""How WordPress reads requests and says no: PHP's query strings, parameter checks and errors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

Params = dict[str, Any]
_KEY = re.compile(r"^([^\[]+)((?:\[[^\]]*\])*)")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$")


class RestError(Exception):
    """An answer that is not the wanted one. `data` is what stands under "data", by default only the status."""

    def __init__(self, code: str | int, message: str, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status
        self.data: Any = {"status": status, **more}
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "data": self.data}


class BareError(RestError):
    """An error whose author passed a bare number for data: WordPress answers 500 then, whatever the number is."""

    def __init__(self, code: str, message: str, number: int) -> None:
        super().__init__(code, message, 500)
        self.data = number


def php_query(query: str) -> Params:
    """A query string as PHP takes it: `a[]=1&a[x]=2` nests, the last of equal names wins, dots become underscores."""
    out: Params = {}
    for pair in query.split("&"):
        if not pair:
            continue
        name, _, value = pair.partition("=")
        match = _KEY.match(unquote_plus(name).lstrip(" "))
        if match:
            _put(
                out, [match[1].replace(".", "_").replace(" ", "_"), *re.findall(r"\[([^\]]*)\]", match[2])], unquote_plus(value)
            )
    return out


def _put(into: Params, keys: Sequence[str], value: str) -> None:
    head, *rest = keys
    if not head:
        head = str(max((int(k) for k in into if k.isdigit()), default=-1) + 1)
    if not rest:
        into[head] = value
        return
    if not isinstance(into.get(head), dict):
        into[head] = {}
    _put(into[head], rest, value)


def listed(value: Any) -> list[Any]:
    """A parameter that may be a list, `a[]=1&a[]=2`, or text split at commas and spaces."""
    if value is None or value == "":
        return []
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, list):
        return value
    return [part for part in re.split(r"[\s,]+", str(value)) if part]


def ids(value: Any) -> list[int]:
    """A list of ids; what is no number counts as 0."""
    return [int(part) if re.fullmatch(r"\d+", str(part)) else 0 for part in listed(value)]


def truthy(value: Any) -> bool:
    """A boolean as WordPress takes it from JSON or a query string."""
    return value not in (None, False, 0, "", "0", "false", "no", "FALSE")


@dataclass(frozen=True)
class Rule:
    """What a parameter must be: type is string, integer, number, boolean, array, object, date or mixed."""

    type: str
    enum: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    nullable: bool = False
    items: Rule | None = None

    def problem(self, name: str, value: Any) -> tuple[str, str] | None:
        """Code and message of what is wrong with a value, in WordPress's words; None if nothing is."""
        if value is None and self.nullable:
            return None
        if not self._fits(value):
            return "rest_invalid_type", f"{name} is not of type {'string' if self.type == 'date' else self.type}."
        if self.type == "date" and not _DATE.match(value):
            return "rest_invalid_date", "Invalid date."
        if self.enum and value not in self.enum:
            return "rest_not_in_enum", f"{name} is not one of {_sentence(self.enum)}."
        if self.type == "array" and self.items:
            found = (self.items.problem(f"{name}[{n}]", item) for n, item in enumerate(listed(value)))
            return next((p for p in found if p), None)
        return self._out_of_bounds(name, value)

    def _fits(self, value: Any) -> bool:
        match self.type:
            case "string" | "date":
                return isinstance(value, str)
            case "integer":
                return not isinstance(value, bool) and bool(re.fullmatch(r"[+-]?\d+(\.0*)?", str(value)))
            case "number":
                return not isinstance(value, bool) and bool(
                    re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", str(value), re.I)
                )
            case "boolean":
                return isinstance(value, bool) or str(value).lower() in ("true", "false", "0", "1", "")
            case "array":
                return isinstance(value, (list, str)) or (isinstance(value, dict) and all(k.isdigit() for k in value))
            case "object":
                return isinstance(value, dict) or value in ("", [])
            case _:
                return True

    def _out_of_bounds(self, name: str, value: Any) -> tuple[str, str] | None:
        if self.low is None:
            return None
        number = float(value)
        if self.high is not None and not self.low <= number <= self.high:
            return "rest_out_of_bounds", f"{name} must be between {self.low} (inclusive) and {self.high} (inclusive)"
        if number < self.low:
            return "rest_out_of_bounds", f"{name} must be greater than or equal to {self.low}"
        return None


def check(params: Mapping[str, Any], rules: Mapping[str, Rule], required: Sequence[str] = ()) -> None:
    """Raise what WordPress answers when parameters are missing or wrong: all of them in one error."""
    missing = [name for name in required if name not in params]
    if missing:
        raise RestError("rest_missing_callback_param", f"Missing parameter(s): {', '.join(missing)}", params=missing)
    wrong = {}
    for name, rule in rules.items():
        if name in params and (found := rule.problem(name, params[name])):
            wrong[name] = found
    if wrong:
        raise RestError(
            "rest_invalid_param",
            f"Invalid parameter(s): {', '.join(wrong)}",
            params={name: message for name, (_, message) in wrong.items()},
            details={name: {"code": code, "message": message, "data": None} for name, (code, message) in wrong.items()},
        )


def _sentence(words: Sequence[str]) -> str:
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


def only_fields(data: Any, wanted: Sequence[str]) -> Any:
    """Keep what `_fields` names, "meta_data.key" reaching into nested objects."""
    if isinstance(data, list):
        return [only_fields(item, wanted) for item in data]
    tree: Params = {}
    for name in wanted:
        node = tree
        for part in name.split("."):
            node = node.setdefault(part, {})
    return _pruned(data, tree)


def _pruned(data: Any, tree: Params) -> Any:
    if tree and isinstance(data, list):
        return []  # WordPress looks for the name among the list's numbers
    if not tree or not isinstance(data, dict):
        return data
    return {key: _pruned(value, tree[key]) for key, value in data.items() if key in tree}
