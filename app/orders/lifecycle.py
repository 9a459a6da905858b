"""The three lifecycles of an order: of the order itself, of its payment, of its fulfilment."""

from app.kernel.lifecycle import Lifecycle

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
