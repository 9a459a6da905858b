"""A shipment that a channel was told of can be taken back there."""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE fulfilment_pushes DROP CONSTRAINT ck_fulfilment_pushes_state;
        ALTER TABLE fulfilment_pushes ADD CONSTRAINT ck_fulfilment_pushes_state
            CHECK (state IN ('pending', 'published', 'failed', 'unknown', 'withdrawn'));
        """
    )


def downgrade() -> None:
    op.execute(
        """
        UPDATE fulfilment_pushes SET state = 'published' WHERE state = 'withdrawn';
        ALTER TABLE fulfilment_pushes DROP CONSTRAINT ck_fulfilment_pushes_state;
        ALTER TABLE fulfilment_pushes ADD CONSTRAINT ck_fulfilment_pushes_state
            CHECK (state IN ('pending', 'published', 'failed', 'unknown'));
        """
    )
