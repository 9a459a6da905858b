"""What may be permitted of home."""

from app.kernel.auth import permission

SHARE = permission("views.share", "Share views of lists with everybody in the organisation")
