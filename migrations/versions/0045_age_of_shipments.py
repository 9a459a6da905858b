"""The clockwork may see how old a shipment is: what never arrives is not asked about for ever."""

from __future__ import annotations

from alembic import op

from app.kernel.db import SYSTEM_ROLE

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(f"GRANT SELECT (created_at) ON shipments TO {SYSTEM_ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT (created_at) ON shipments FROM {SYSTEM_ROLE}")
