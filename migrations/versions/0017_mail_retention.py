"""Mails are forgotten after their time: the system role may see how old they are, and delete."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import SYSTEM_ROLE

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    schema.plumbing("mails", grants="SELECT (org_id, id, created_at), DELETE")


def downgrade() -> None:
    op.execute("DROP POLICY system ON mails")
    op.execute(f"REVOKE ALL ON mails FROM {SYSTEM_ROLE}")
