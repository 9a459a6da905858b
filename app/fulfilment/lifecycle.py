"""The lifecycle of a shipment."""

from app.kernel.lifecycle import Lifecycle

SHIPMENT = Lifecycle(
    "shipment",
    initial=("draft",),
    moves={
        "draft": ("buying", "shipped", "cancelled"),
        "buying": ("label_bought", "draft"),  # the outcome of a purchase may be unknown for a while
        "label_bought": ("shipped", "in_transit", "voided"),
        "shipped": ("in_transit", "out_for_delivery", "delivered", "exception", "returned", "voided"),
        "in_transit": ("out_for_delivery", "delivered", "exception", "returned"),
        "out_for_delivery": ("delivered", "exception", "in_transit", "returned"),
        "exception": ("in_transit", "out_for_delivery", "delivered", "returned"),
        "delivered": ("returned",),
        "returned": (),
        "voided": (),
        "cancelled": (),
    },
)
