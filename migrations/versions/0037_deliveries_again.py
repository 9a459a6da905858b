"""Deliveries that wait for another attempt are found without reading all that wait before them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_deliveries_again",
        "outbox_deliveries",
        ["lane", "org_id", "handler", "key"],
        postgresql_where=sa.text("state = 'pending' AND attempts > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_deliveries_again", "outbox_deliveries")
