"""Views of lists that an organisation shares."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE shared_views (
            org_id uuid NOT NULL, id uuid NOT NULL, area text NOT NULL, name text NOT NULL, query text NOT NULL,
            columns jsonb NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_shared_views PRIMARY KEY (org_id, id),
            CONSTRAINT ck_shared_views_area CHECK (area IN ('orders', 'products'))
        );
        CREATE UNIQUE INDEX uq_shared_views_name ON shared_views (org_id, area, name);
        """
    )
    schema.tenant_tables("shared_views")


def downgrade() -> None:
    op.execute("DROP TABLE shared_views")
