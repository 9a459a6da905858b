"""Collections: filters by id and date, order, pages and their headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.wp import Params, Rule, ids, truthy

T = TypeVar("T")
MAX_PER_PAGE = 100


@dataclass
class Answer:
    """What a route gives back."""

    data: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """A request to one route. `params` are query, body and path together; `direct` is false within a batch, where
    WordPress does not check parameters."""

    site: Site
    method: str
    route: str
    params: Params
    query: Params
    path: dict[str, int] = field(default_factory=dict)
    direct: bool = True

    def __getitem__(self, name: str) -> Any:
        return self.params.get(name)

    def has(self, name: str) -> bool:
        """Whether a parameter was sent and is not null."""
        return self.params.get(name) is not None


COLLECTION = {
    "context": Rule("string", ("view", "embed", "edit")),
    "page": Rule("integer", low=1),
    "per_page": Rule("integer", low=1, high=MAX_PER_PAGE),
    "search": Rule("string"),
    "after": Rule("date"),
    "before": Rule("date"),
    "modified_after": Rule("date"),
    "modified_before": Rule("date"),
    "dates_are_gmt": Rule("boolean"),
    "exclude": Rule("array", items=Rule("integer")),
    "include": Rule("array", items=Rule("integer")),
    "offset": Rule("integer", low=0),
    "order": Rule("string", ("asc", "desc")),
    "orderby": Rule("string", ("date", "id", "include", "title", "slug", "modified")),
    "parent": Rule("array", items=Rule("integer")),
    "parent_exclude": Rule("array", items=Rule("integer")),
}


@dataclass(frozen=True)
class Traits:
    """How to read what collections filter and sort by from an item."""

    id: Callable[[Any], int]
    created: Callable[[Any], datetime]
    modified: Callable[[Any], datetime]
    title: Callable[[Any], str] = lambda item: ""
    slug: Callable[[Any], str] = lambda item: ""
    parent: Callable[[Any], int] = lambda item: 0


def select(call: Call, items: Iterable[T], traits: Traits) -> list[T]:
    """The items that ids, parents and dates leave, in the order that was asked for."""
    wanted, unwanted = ids(call["include"]), set(ids(call["exclude"]))
    among = set(wanted)
    left = [i for i in items if (not among or traits.id(i) in among) and traits.id(i) not in unwanted]
    parents, strangers = set(ids(call["parent"])), set(ids(call["parent_exclude"]))
    if parents or strangers:
        left = [i for i in left if (not parents or traits.parent(i) in parents) and traits.parent(i) not in strangers]
    for name, read, later in (
        ("after", traits.created, True),
        ("before", traits.created, False),
        ("modified_after", traits.modified, True),
        ("modified_before", traits.modified, False),
    ):
        if call.has(name):
            edge = _edge(call, call[name])
            left = [i for i in left if (_column(call, read(i)) > edge if later else _column(call, read(i)) < edge)]
    return _sorted(call, left, traits, wanted)


def _edge(call: Call, text: str) -> datetime:
    """The moment of a date filter, as the database compares it.

    WordPress takes a time without offset as it stands, and brings one with an offset to the shop's local time, also where
    the column that it is compared with is GMT (`dates_are_gmt`).
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is not None:
        at = at.astimezone(call.site.zone)
    return at.replace(tzinfo=None, microsecond=0)


def _column(call: Call, at: datetime) -> datetime:
    zone = UTC if truthy(call["dates_are_gmt"]) else call.site.zone
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _sorted(call: Call, items: list[T], traits: Traits, wanted: list[int]) -> list[T]:
    by = call["orderby"] or "date"
    if by == "include":
        place = {item_id: n for n, item_id in enumerate(wanted)}
        return sorted(items, key=lambda i: place.get(traits.id(i), 0))
    keys: Mapping[str, Callable[[Any], Any]] = {
        "id": traits.id,
        "modified": lambda i: (traits.modified(i).replace(microsecond=0), traits.id(i)),
        "title": lambda i: (traits.title(i).lower(), traits.id(i)),
        "slug": traits.slug,
    }
    default: Callable[[Any], Any] = lambda i: (traits.created(i).replace(microsecond=0), traits.id(i))  # noqa: E731
    return sorted(items, key=keys.get(by, default), reverse=(call["order"] or "desc") == "desc")


def paged(call: Call, items: list[T], render: Callable[[T], Any]) -> Answer:
    """One page of the items, with how many there are and where the neighbours are."""
    per_page = int(call["per_page"] or 10)
    page = int(call["page"] or 1)
    start = int(call["offset"]) if call.has("offset") and call["offset"] != "" else (page - 1) * per_page
    total = len(items)
    pages = -(-total // per_page)
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    around = []
    if page > 1:
        around.append((min(page - 1, pages), "prev"))
    if pages > page:
        around.append((page + 1, "next"))
    if around:
        headers["Link"] = ", ".join(f'<{_address(call, number)}>; rel="{rel}"' for number, rel in around)
    return Answer([render(item) for item in items[start : start + per_page]], headers=headers)


def _address(call: Call, page: int) -> str:
    query = {**call.query, "page": str(page)}
    return f"{call.site.home}/wp-json{call.route}?{'&'.join(_flat(query))}"


def _flat(params: Mapping[str, Any], prefix: str = "") -> Iterable[str]:
    for name, value in params.items():
        full = f"{prefix}%5B{quote(str(name), safe='')}%5D" if prefix else quote(str(name), safe="")
        if isinstance(value, dict):
            yield from _flat(value, full)
        else:
            yield f"{full}={quote(str(value), safe='')}"
