"""What others may ask of analytics."""

from app.analytics.use_cases.activity import (
    activity_page,
    clean_activity,
    note_connection,
    note_orders,
    note_run,
    note_shipment,
)
from app.analytics.use_cases.dashboard import dashboard
from app.analytics.use_cases.periods import period
from app.analytics.use_cases.rebuild import rebuild
from app.analytics.use_cases.recompute import refresh_orders
from app.analytics.use_cases.sales import sales

__all__ = [
    "activity_page",  # the recent-activity feed, newest first
    "clean_activity",  # forget what is no longer recent
    "dashboard",  # figures, store cards and recent activity at one glance
    "note_connection",  # put a connection's change on the feed
    "note_orders",  # put new orders on the feed
    "note_run",  # put a run on the feed if it is news
    "note_shipment",  # put a shipment on the feed
    "period",  # from and to, with their defaults
    "rebuild",  # recompute everything from the order book
    "refresh_orders",  # recompute what these orders touch
    "sales",  # figures by day, store, product or country
]
