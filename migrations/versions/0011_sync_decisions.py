"""What the clockwork of sync must see, old runs that it may forget, and what people decide about edits on both sides."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import SYSTEM_ROLE

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE INDEX ix_inbox_messages_dead ON inbox_messages (endpoint_id, id) WHERE state = 'dead';
        CREATE INDEX ix_dead_letters_message ON dead_letters (org_id, message_id) WHERE message_id IS NOT NULL;
        CREATE INDEX ix_field_changes_at ON field_changes (org_id, at DESC, id DESC);
        CREATE TABLE field_decisions (
            org_id uuid NOT NULL, change_id uuid NOT NULL, keep text NOT NULL, decided_by text NOT NULL,
            at timestamptz NOT NULL,
            CONSTRAINT pk_field_decisions PRIMARY KEY (org_id, change_id),
            CONSTRAINT fk_field_decisions_org_id_change_id FOREIGN KEY (org_id, change_id)
                REFERENCES field_changes (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_field_decisions_keep CHECK (keep IN ('ours', 'theirs'))
        );
        """
    )
    schema.tenant_tables("field_decisions", writes="INSERT")
    schema.plumbing("dead_letters", grants="SELECT (org_id, message_id, state)")
    schema.plumbing("listings", grants="SELECT (org_id, store_id, state, push_state, updated_at)")
    op.execute(f"GRANT SELECT (finished_at), DELETE ON sync_runs TO {SYSTEM_ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT (finished_at), DELETE ON sync_runs FROM {SYSTEM_ROLE}")
    for table in ("listings", "dead_letters"):
        op.execute(f"DROP POLICY system ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM {SYSTEM_ROLE}")
    op.execute("DROP TABLE field_decisions")
    for index in ("ix_field_changes_at", "ix_dead_letters_message", "ix_inbox_messages_dead"):
        op.execute(f"DROP INDEX {index}")
