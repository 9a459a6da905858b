"""The way of a request. An erasure waits for its day, and may be called off until then."""

from app.kernel.lifecycle import Lifecycle

REQUEST = Lifecycle(
    "privacy request",
    initial=("open", "preparing", "scheduled"),
    moves={
        "open": ("done", "refused", "cancelled"),
        "preparing": ("done", "cancelled"),
        "scheduled": ("done", "cancelled"),
        "done": (),
        "refused": (),
        "cancelled": (),
    },
)
