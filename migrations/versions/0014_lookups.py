"""Find orders by their number and shipments by their state; count orders from indexes alone."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


PLACED = "CREATE INDEX ix_orders_placed ON orders (org_id, placed_at DESC, id DESC)"
STATUS = "CREATE INDEX ix_orders_status ON orders (org_id, status, placed_at DESC, id DESC)"


def upgrade() -> None:
    op.execute("DROP INDEX ix_orders_placed, ix_orders_status")
    op.execute(f"{PLACED} INCLUDE (store_id, status, payment_status, fulfilment_status)")
    op.execute(f"{STATUS} INCLUDE (payment_status, fulfilment_status)")
    op.execute("CREATE INDEX ix_orders_number ON orders (org_id, number)")
    op.execute("CREATE INDEX ix_shipments_state ON shipments (org_id, state, created_at DESC, id DESC)")


def downgrade() -> None:
    op.execute("DROP INDEX ix_orders_number, ix_shipments_state, ix_orders_placed, ix_orders_status")
    op.execute(PLACED)
    op.execute(STATUS)
