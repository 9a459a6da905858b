"""The lifecycle of a shipment."""

from app.fulfilment.contracts import STATES
from app.kernel.lifecycle import Lifecycle

SHIPMENT = Lifecycle(
    "shipment",
    initial=("draft",),
    moves={
        "draft": ("buying", "shipped", "cancelled"),
        "buying": ("label_bought", "draft"),  # the outcome of a purchase may be unknown for a while
        "label_bought": ("shipped", "voided"),
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

if set(SHIPMENT.states) != set(STATES):
    raise RuntimeError("the shipments table and the lifecycle of a shipment know different states")
