"""What of analytics may cross a wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from app.kernel.errors import Invalid

GroupBy = Literal["day", "store", "product", "category", "country"]
Key = tuple[UUID, date]  # a store and a day of its own calendar
LONGEST = 1100  # days of a period: three years and the days to either side
DEFAULT = 30


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the stores' own calendars, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid("The period ends before it begins.", field="to")
        if self.days > LONGEST:
            raise Invalid(f"A period has at most {LONGEST} days.", field="from")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The equally long one that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesQuery:
    period: Period
    group_by: GroupBy = "day"
    store_ids: Sequence[UUID] = ()  # none: all
    countries: Sequence[str] = ()  # none: all
    compare: bool = False
    limit: int = 100  # best-selling products or categories per currency

    def __post_init__(self) -> None:
        if self.countries and self.group_by in ("product", "category"):
            raise Invalid("Sales of products are not told by country.", field="country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild went through. `failed` organisations are named in the log, with the reason; the others are done."""

    organisations: int
    days: int
    rows: int
    failed: int = 0
