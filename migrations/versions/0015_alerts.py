"""Alerts, and what counts as low stock."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE alerts (
            org_id uuid NOT NULL, id uuid NOT NULL, key text NOT NULL, kind text NOT NULL, severity text NOT NULL,
            state text NOT NULL, title text NOT NULL, detail text NOT NULL, store_id uuid, links jsonb NOT NULL,
            data jsonb NOT NULL, lasting boolean NOT NULL, times integer NOT NULL, raised_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL, acknowledged_at timestamptz, acknowledged_by text NOT NULL,
            resolved_at timestamptz, resolved_by text NOT NULL, version integer NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_alerts PRIMARY KEY (org_id, id),
            CONSTRAINT fk_alerts_org_id_store_id FOREIGN KEY (org_id, store_id) REFERENCES stores (org_id, id)
                ON DELETE CASCADE,
            CONSTRAINT ck_alerts_kind CHECK (
                {schema.states("kind", "sync_failed", "dead_letters", "low_stock", "connection", "credentials")}),
            CONSTRAINT ck_alerts_severity CHECK ({schema.states("severity", "info", "warning", "critical")}),
            CONSTRAINT ck_alerts_state CHECK ({schema.states("state", "open", "acknowledged", "resolved")})
        );
        CREATE UNIQUE INDEX uq_alerts_key ON alerts (org_id, key) WHERE lasting OR state <> 'resolved';
        CREATE INDEX ix_alerts_raised ON alerts (org_id, raised_at DESC, id DESC);
        CREATE INDEX ix_alerts_store_id ON alerts (org_id, store_id);

        CREATE TABLE inventory_settings (
            org_id uuid NOT NULL, low_at integer, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_inventory_settings PRIMARY KEY (org_id),
            CONSTRAINT ck_inventory_settings_low_at CHECK (low_at >= 0)
        );

        ALTER TABLE stock_levels ADD low_at integer,
            ADD CONSTRAINT ck_stock_levels_low_at CHECK (low_at >= 0) NOT VALID;
        ALTER TABLE stock_levels VALIDATE CONSTRAINT ck_stock_levels_low_at;
        """
    )
    schema.tenant_tables("alerts", "inventory_settings")
    schema.plumbing("alerts", grants="SELECT (org_id, lasting)")


def downgrade() -> None:
    op.execute("ALTER TABLE stock_levels DROP low_at; DROP TABLE alerts, inventory_settings")
