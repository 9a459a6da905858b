"""The life of an alert."""

from app.alerts.contracts import STATES
from app.kernel.lifecycle import Lifecycle

STATE = Lifecycle(
    "alert",
    initial=("open",),
    moves={
        "open": ("acknowledged", "resolved"),
        "acknowledged": ("open", "resolved"),
        "resolved": ("open",),
    },
)

if set(STATE.states) != set(STATES):
    raise RuntimeError("the alerts table and the lifecycle of an alert know different states")
