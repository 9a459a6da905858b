"""What may be permitted of sync."""

from app.kernel.auth import permission

READ = permission("sync.read", "See synchronisation runs, their items and dead letters")
RUN = permission("sync.run", "Start and cancel synchronisation, decide on dead letters, link locations")
