"""Locations, stock levels, reservations, the ledger."""

from __future__ import annotations

from datetime import date

from alembic import op

from app.kernel import schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE locations (
            org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, address jsonb NOT NULL,
            is_default boolean NOT NULL, active boolean NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_locations PRIMARY KEY (org_id, id)
        );
        CREATE UNIQUE INDEX uq_locations_name ON locations (org_id, name);
        CREATE UNIQUE INDEX uq_locations_default ON locations (org_id) WHERE is_default;

        CREATE TABLE stock_levels (
            org_id uuid NOT NULL, variant_id uuid NOT NULL, location_id uuid NOT NULL, on_hand integer NOT NULL,
            reserved integer NOT NULL, available integer GENERATED ALWAYS AS (on_hand - reserved) STORED NOT NULL,
            incoming integer NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_stock_levels PRIMARY KEY (org_id, variant_id, location_id),
            CONSTRAINT fk_stock_levels_org_id_variant_id FOREIGN KEY (org_id, variant_id)
                REFERENCES variants (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_stock_levels_org_id_location_id FOREIGN KEY (org_id, location_id)
                REFERENCES locations (org_id, id),
            CONSTRAINT ck_stock_levels_reserved CHECK (reserved >= 0),
            CONSTRAINT ck_stock_levels_incoming CHECK (incoming >= 0)
        ) WITH (fillfactor = 80);
        CREATE INDEX ix_stock_levels_location ON stock_levels (org_id, location_id);

        CREATE TABLE stock_reservations (
            org_id uuid NOT NULL, id uuid NOT NULL, owner_kind text NOT NULL, owner_id uuid NOT NULL,
            line_ref text NOT NULL, variant_id uuid NOT NULL, location_id uuid NOT NULL, quantity integer NOT NULL,
            consumed integer NOT NULL, restocked integer NOT NULL, state text NOT NULL, expires_at timestamptz,
            created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_stock_reservations PRIMARY KEY (org_id, id),
            CONSTRAINT fk_stock_reservations_org_id_variant_id FOREIGN KEY (org_id, variant_id)
                REFERENCES variants (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_stock_reservations_org_id_location_id FOREIGN KEY (org_id, location_id)
                REFERENCES locations (org_id, id),
            CONSTRAINT ck_stock_reservations_quantity CHECK (quantity >= 0),
            CONSTRAINT ck_stock_reservations_taken CHECK (consumed >= 0 AND restocked >= 0),
            CONSTRAINT ck_stock_reservations_state CHECK (state IN ('held', 'consumed', 'released', 'expired')),
            CONSTRAINT ck_stock_reservations_held CHECK ((state = 'held') = (quantity > 0))
        );
        CREATE UNIQUE INDEX uq_stock_reservations_owner
            ON stock_reservations (org_id, owner_kind, owner_id, line_ref);
        CREATE INDEX ix_stock_reservations_variant ON stock_reservations (org_id, variant_id) WHERE state = 'held';
        CREATE INDEX ix_stock_reservations_expiry ON stock_reservations (expires_at)
            WHERE state = 'held' AND expires_at IS NOT NULL;

        CREATE TABLE stock_ledger (
            org_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, variant_id uuid NOT NULL,
            location_id uuid NOT NULL, kind text NOT NULL, on_hand_delta integer NOT NULL,
            reserved_delta integer NOT NULL, incoming_delta integer NOT NULL, reason text NOT NULL,
            reference text NOT NULL, actor text NOT NULL,
            CONSTRAINT pk_stock_ledger PRIMARY KEY (org_id, id, at)
        ) PARTITION BY RANGE (at);
        CREATE INDEX ix_stock_ledger_level ON stock_ledger (org_id, variant_id, location_id, at);
        CREATE INDEX ix_stock_ledger_reference ON stock_ledger (org_id, reference);
        """
    )
    schema.monthly_partitions("stock_ledger", date(2026, 8, 1), 18)
    schema.tenant_tables("locations", "stock_levels", "stock_reservations")
    schema.tenant_tables("stock_ledger", writes="INSERT")
    schema.plumbing("stock_reservations", grants="SELECT (org_id, state, expires_at)")


def downgrade() -> None:
    op.execute("DROP TABLE stock_ledger, stock_reservations, stock_levels, locations")
