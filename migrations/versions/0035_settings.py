"""Settings that change while KSAP runs: of the installation, and of each organisation."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE installation_settings (
            name text NOT NULL, value jsonb, sealed text NOT NULL, updated_by text NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_installation_settings PRIMARY KEY (name)
        );
        CREATE TABLE organisation_settings (
            org_id uuid NOT NULL, name text NOT NULL, value jsonb NOT NULL, updated_by text NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_organisation_settings PRIMARY KEY (org_id, name)
        );
        ALTER TABLE connections ADD credentials_at timestamptz, ADD tested_at timestamptz, ADD test_report jsonb;
        UPDATE connections SET credentials_at = CASE WHEN expires_at IS NULL THEN rotated_at ELSE created_at END;
        ALTER TABLE connections ALTER credentials_at SET NOT NULL;
        """
    )
    schema.shared_tables("installation_settings")
    schema.tenant_tables("organisation_settings")


def downgrade() -> None:
    op.execute(
        """
        ALTER TABLE connections DROP tested_at, DROP test_report, DROP credentials_at;
        DROP TABLE organisation_settings, installation_settings;
        """
    )
