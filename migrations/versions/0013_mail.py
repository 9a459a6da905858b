"""Mail: what was sent, is to be sent, or would have been; addresses that refuse it."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE mails (
            org_id uuid NOT NULL, id uuid NOT NULL, recipient text NOT NULL, template text NOT NULL, language text NOT NULL,
            subject text NOT NULL, text text NOT NULL, html text NOT NULL, state text NOT NULL, attempts integer NOT NULL,
            error text NOT NULL, created_at timestamptz NOT NULL, sent_at timestamptz,
            CONSTRAINT pk_mails PRIMARY KEY (org_id, id),
            CONSTRAINT ck_mails_state CHECK (state IN ('kept', 'pending', 'sent', 'failed', 'suppressed'))
        );
        CREATE INDEX ix_mails_created ON mails (org_id, created_at DESC, id DESC);
        CREATE TABLE mail_suppressions (
            org_id uuid NOT NULL, address text NOT NULL, reason text NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_mail_suppressions PRIMARY KEY (org_id, address)
        );
        """
    )
    schema.tenant_tables("mails", "mail_suppressions")


def downgrade() -> None:
    op.execute("DROP TABLE mail_suppressions, mails")
