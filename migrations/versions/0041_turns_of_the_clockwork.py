"""The clockwork remembers whose turn it was, apart from what came of it: what fails for ever keeps no other waiting."""

from __future__ import annotations

from alembic import op

from app.kernel.db import SYSTEM_ROLE

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOVING = "state IN ('label_bought', 'shipped', 'in_transit', 'out_for_delivery', 'exception')"


def upgrade() -> None:
    op.execute(
        f"""
        ALTER TABLE connections ADD webhooks_asked_at timestamptz;
        ALTER TABLE shipments ADD asked_at timestamptz;
        DROP INDEX ix_shipments_moving;
        CREATE INDEX ix_shipments_moving ON shipments (asked_at) WHERE {MOVING};
        GRANT SELECT (webhooks_asked_at), UPDATE (webhooks_asked_at) ON connections TO {SYSTEM_ROLE};
        GRANT SELECT (asked_at, tracking_number), UPDATE (asked_at) ON shipments TO {SYSTEM_ROLE};
        """
    )


def downgrade() -> None:
    op.execute(
        f"""
        REVOKE SELECT (tracking_number) ON shipments FROM {SYSTEM_ROLE};
        DROP INDEX ix_shipments_moving;
        CREATE INDEX ix_shipments_moving ON shipments (tracked_at) WHERE {MOVING};
        ALTER TABLE shipments DROP asked_at;
        ALTER TABLE connections DROP webhooks_asked_at;
        """
    )
