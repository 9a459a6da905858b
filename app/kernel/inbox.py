"""Incoming webhooks: verified over the raw bytes, stored once, acknowledged after the commit, taken in later."""

from __future__ import annotations

from app.kernel.inbox_pump import BATCH, MAX_ATTEMPTS, Consume, Message, Pump, done, receives
from app.kernel.inbox_receiver import ACKNOWLEDGED, RECEIVED, Ping, Receiver, Verified, Verify
from app.kernel.inbox_rows import InboxEndpoint, InboxMessage, forget, secret_context

__all__ = [
    "ACKNOWLEDGED",
    "BATCH",
    "MAX_ATTEMPTS",
    "RECEIVED",
    "Consume",
    "InboxEndpoint",
    "InboxMessage",
    "Message",
    "Ping",
    "Pump",
    "Receiver",
    "Verified",
    "Verify",
    "done",
    "forget",
    "receives",
    "secret_context",
]
