"""Links that change an address, and that take the change back."""

from __future__ import annotations

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE one_time_links DROP CONSTRAINT ck_one_time_links_purpose;
        ALTER TABLE one_time_links ADD CONSTRAINT ck_one_time_links_purpose
            CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'undo_email'));
        CREATE INDEX ix_one_time_links_given_up ON one_time_links (lower(email))
            WHERE purpose = 'undo_email' AND used_at IS NULL;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP INDEX ix_one_time_links_given_up;
        DELETE FROM one_time_links WHERE purpose IN ('change_email', 'undo_email');
        ALTER TABLE one_time_links DROP CONSTRAINT ck_one_time_links_purpose;
        ALTER TABLE one_time_links ADD CONSTRAINT ck_one_time_links_purpose
            CHECK (purpose IN ('verify_email', 'reset_password'));
        """
    )
