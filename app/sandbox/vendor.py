"""What a vendor folder exposes, and what the sandbox gives it in return.

A folder `app/sandbox/<slug>/` is found when its `__init__.py` has a `SANDBOX: SandboxVendor`. Nothing else is listed anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from app.sandbox.core import Change

if TYPE_CHECKING:
    from app.sandbox.faults import Faults
    from app.sandbox.shop import Shop
    from app.sandbox.world import World

S = TypeVar("S")


@dataclass
class Subscription:
    """A webhook that a connector asked a shop to send. `status` is active, paused or disabled."""

    id: int
    shop: str
    vendor: str
    topic: str
    address: str
    secret: str
    created: datetime
    updated: datetime
    status: str = "active"
    failures: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One webhook to be sent: the raw body for one subscription. `headers` hold what is not a signature."""

    subscription: Subscription
    topic: str
    raw: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Delivery:
    """One webhook on its way. `id` stays the same over retries (and over a duplicate made by a fault).

    `status` is queued, delivered, retrying, failed or dropped.
    """

    id: str
    number: int
    subscription_id: int
    shop: str
    vendor: str
    topic: str
    address: str
    raw: bytes
    created: datetime
    headers: dict[str, str] = field(default_factory=dict)
    status: str = "queued"
    attempt: int = 0
    response_status: int | None = None
    error: str = ""
    milliseconds: int | None = None
    finished: datetime | None = None
    duplicate: bool = False


@dataclass(frozen=True)
class RetryPolicy:
    """How a vendor repeats a webhook that was not answered with 2xx.

    `delays` are the seconds before each repetition (divided by the sandbox's time factor). After `disable_after` failed
    deliveries in a row the subscription gets `then`: "disabled" or "removed"; None: never.
    """

    delays: tuple[float, ...] = ()
    timeout: float = 5.0
    disable_after: int | None = None
    then: str = "disabled"


@dataclass
class Host(Generic[S]):
    """What a vendor's app is given: the world, the faults, its own state per shop, and the clock."""

    vendor: SandboxVendor[S]
    world: World
    faults: Faults
    clock: Callable[[], datetime]
    states: dict[str, S] = field(default_factory=dict)
    webhooks: dict[str, list[Subscription]] = field(default_factory=dict)

    def state(self, shop: Shop | None = None) -> S:
        """The vendor's own state of this shop, made on first use; without a shop, that of the vendor as a whole.

        Changing it in place is enough, but call `touch` so that the snapshot notices.
        """
        key = shop.handle if shop else ""
        if key not in self.states:
            self.states[key] = self.vendor.state()
        return self.states[key]

    def touch(self) -> None:
        """Say that state or subscriptions changed outside the world's operations."""
        self.world.touch()

    def subscriptions(self, shop: Shop) -> list[Subscription]:
        """The shop's webhooks; append, change and remove in place, then `touch`."""
        return self.webhooks.setdefault(shop.handle, [])

    def picture_url(self, request: Request, path: str) -> str:
        """Where a picture can be fetched."""
        url = request.url
        return f"{url.scheme}://{url.netloc}/pictures/{path}"

    def shops(self) -> list[Shop]:
        """The shops that this vendor plays."""
        return [shop for shop in self.world.shops.values() if shop.vendor == self.vendor.slug]


def no_webhooks(host: Host[Any], shop: Shop, change: Change) -> Iterable[Message]:
    """For vendors that send none."""
    return ()


def no_signature(subscription: Subscription, delivery: Delivery) -> dict[str, str]:
    """For vendors that send none."""
    return {}


@dataclass(frozen=True)
class SandboxVendor(Generic[S]):
    """A vendor played by the sandbox.

    build       makes the ASGI app, once; a vendor with `shops` gets requests at `/{slug}/{handle}/…` with the shop in
                `shop_of(request)`, another one at `/{slug}/…`. `root_path` is set, so routes are written without the prefix.
    state       a dataclass (no arguments needed) of the vendor's own wire-side state: tokens, buckets, bulk operations.
    refuse      the vendor's own answer to a fault: kind is "server_error", "throttled"; 5xx or 429 or whatever it does.
    messages    translates a change into the webhooks that are to be sent because of it (active subscriptions only).
    sign        headers of one attempt: signature, delivery id, topic …
    writes      regular expressions for route and body (see Fault) of requests that change something: what the page's
                "lost answer" strikes, so that it does not waste itself on a poll.
    credentials what a person needs to connect, as label and value, shown on the page and by the control API.
    """

    slug: str
    title: str
    build: Callable[[Host[S]], ASGIApp]
    state: type[S]
    refuse: Callable[[Request, str], Response]
    messages: Callable[[Host[S], Shop, Change], Iterable[Message]] = no_webhooks
    sign: Callable[[Subscription, Delivery], dict[str, str]] = no_signature
    retry: RetryPolicy = RetryPolicy()
    credentials: Callable[[Host[S], Shop | None], Sequence[tuple[str, str]]] = lambda host, shop: ()
    writes: tuple[str, str] = ("^(POST|PUT|PATCH|DELETE) ", "")
    shops: bool = True


def shop_of(request: Request) -> Shop:
    """The shop that a request is for; only in vendors with shops."""
    shop: Shop = request.scope["sandbox.shop"]
    return shop
