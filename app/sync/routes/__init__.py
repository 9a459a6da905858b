"""HTTP of sync."""

from app.sync.routes.conflicts import conflicts
from app.sync.routes.letters import letters
from app.sync.routes.runs import of_store, sync
from app.sync.routes.stores import store

ROUTERS = (sync, letters, conflicts, of_store, store)
