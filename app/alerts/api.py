"""What others may ask of alerts."""

from app.alerts.repository import organisations
from app.alerts.use_cases.inbox import alert, alert_page, counts, decide, decide_many
from app.alerts.use_cases.watch import raise_causes, watch_connections, watch_letters, watch_runs, watch_stock

__all__ = [
    "alert",  # one alert
    "alert_page",  # the inbox, the latest first
    "counts",  # how many are open
    "decide",  # acknowledge, resolve, reopen
    "decide_many",  # the same for many, each by itself
    "organisations",  # who has something to review; for the clockwork
    "raise_causes",  # alerts of what others have found
    "watch_connections",  # bring alerts to how connections fare
    "watch_letters",  # bring alerts to the dead letters
    "watch_runs",  # bring alerts to how the last runs went
    "watch_stock",  # bring alerts to what is low
]
