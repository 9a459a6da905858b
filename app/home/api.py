"""What others may ask of home."""

from app.home.use_cases.announce import announce, announce_many
from app.home.use_cases.views import change_view, remove_view, share_view, shared_views
from app.home.use_cases.work import work

__all__ = [
    "announce",  # tell open dashboards
    "announce_many",  # tell them of a batch
    "change_view",  # a shared view, for everybody
    "remove_view",  # a shared view goes
    "share_view",  # filters of a list, for everybody
    "shared_views",  # those there are
    "work",  # what needs doing
]
