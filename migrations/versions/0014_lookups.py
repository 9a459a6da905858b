"""Find orders by their number, and shipments by their state."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_orders_number ON orders (org_id, number)")
    op.execute("CREATE INDEX ix_shipments_state ON shipments (org_id, state, created_at DESC, id DESC)")


def downgrade() -> None:
    op.execute("DROP INDEX ix_orders_number, ix_shipments_state")
