"""The three lifecycles of an order: of the order itself, of its payment, of its fulfilment."""

from app.kernel.lifecycle import Lifecycle
from app.orders.contracts import FULFILMENT_STATUSES, PAYMENT_STATUSES, STATUSES

STATUS = Lifecycle(
    "order",
    initial=("pending", "open"),
    moves={
        "pending": ("open", "on_hold", "cancelled"),
        "open": ("on_hold", "completed", "cancelled"),
        "on_hold": ("open", "cancelled"),
        "completed": ("open",),  # reopened: an exchange, a late change at the channel
        "cancelled": ("open",),  # some channels let a merchant take a cancellation back
    },
)

PAYMENT = Lifecycle(
    "payment",
    initial=("pending", "authorized", "paid", "failed"),
    moves={
        "pending": ("authorized", "paid", "partially_paid", "failed", "voided"),
        "authorized": ("paid", "partially_paid", "voided", "failed"),
        "partially_paid": ("paid", "partially_refunded", "refunded", "voided"),
        "paid": ("partially_refunded", "refunded"),
        "partially_refunded": ("refunded",),
        "refunded": (),
        "failed": ("pending", "authorized", "paid", "voided"),
        "voided": (),
    },
)

FULFILMENT = Lifecycle(
    "fulfilment",
    initial=("unfulfilled",),
    moves={
        "unfulfilled": ("partial", "fulfilled"),
        "partial": ("fulfilled", "unfulfilled", "returned"),
        "fulfilled": ("delivered", "returned", "partial", "unfulfilled"),  # a fulfilment may be cancelled again
        "delivered": ("returned", "fulfilled"),
        "returned": ("unfulfilled",),
    },
)

for _lifecycle, _stored in ((STATUS, STATUSES), (PAYMENT, PAYMENT_STATUSES), (FULFILMENT, FULFILMENT_STATUSES)):
    if set(_lifecycle.states) != set(_stored):
        raise RuntimeError(f"the orders table and the lifecycle of an {_lifecycle.noun} know different states")
