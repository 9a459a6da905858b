"""Events: frozen facts in the past tense, with unique versioned names, and who reacts to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from app.kernel.db import UnitOfWork


class Event(BaseModel):
    """A fact. Subclass with `class OrdersImported(Event, name="orders.imported.v1")`; carry ids, not objects.

    `key` is the order-keeping key: deliveries of one handler with one key are handled in the order of publication.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    event_name: ClassVar[str] = ""

    def __init_subclass__(cls, *, name: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not name:
            raise TypeError(f'{cls.__name__} needs a name, like name="orders.imported.v1"')
        known = _events.get(name)
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise RuntimeError(f"event name {name!r} is taken by {known.__module__}.{known.__qualname__}")
        cls.event_name = name
        _events[name] = cls

    @property
    def key(self) -> str:
        """By store where the fact belongs to one; else one key for the whole organisation."""
        return str(getattr(self, "store_id", ""))


E = TypeVar("E", bound=Event)
Handler = Callable[["UnitOfWork", Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Subscription:
    name: str  # stable: it stands in the database
    event: type[Event]
    handle: Handler


_events: dict[str, type[Event]] = {}
_subscriptions: dict[str, Subscription] = {}


def on(
    event: type[E],
) -> Callable[[Callable[[UnitOfWork, E], Awaitable[None]]], Callable[[UnitOfWork, E], Awaitable[None]]]:
    """Register a durable handler: it runs at least once per event, in its own transaction, effects exactly once.

    The handler's stable name is its context and function: `inventory.hold_stock`.
    """

    def register(handle: Callable[[UnitOfWork, E], Awaitable[None]]) -> Callable[[UnitOfWork, E], Awaitable[None]]:
        context = handle.__module__.removeprefix("app.").split(".")[0]
        name = f"{context}.{handle.__name__}"
        if name in _subscriptions and _subscriptions[name].handle.__module__ != handle.__module__:
            raise RuntimeError(f"two handlers are called {name!r}")
        _subscriptions[name] = Subscription(name, event, handle)
        return handle

    return register


def subscriptions_to(event: Event) -> list[Subscription]:
    return [s for s in _subscriptions.values() if s.event is type(event)]


def subscription(name: str) -> Subscription | None:
    return _subscriptions.get(name)


def event_type(name: str) -> type[Event] | None:
    return _events.get(name)
