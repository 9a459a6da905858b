"""Organisations may say things in their mails in their own words."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE mail_wordings (
            org_id uuid NOT NULL, template text NOT NULL, language text NOT NULL, subject text NOT NULL, text text NOT NULL,
            button text NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_mail_wordings PRIMARY KEY (org_id, template, language)
        )
        """
    )
    schema.tenant_tables("mail_wordings")


def downgrade() -> None:
    op.execute("DROP TABLE mail_wordings")
