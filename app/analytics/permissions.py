"""What may be permitted of analytics."""

from app.kernel.auth import permission

READ = permission("analytics.read", "See sales figures, the dashboard and recent activity")
