"""What others may ask of home."""

from app.home.use_cases.announce import announce, announce_many
from app.home.use_cases.work import work

__all__ = [
    "announce",  # tell open dashboards
    "announce_many",  # tell them of a batch
    "work",  # what needs doing
]
