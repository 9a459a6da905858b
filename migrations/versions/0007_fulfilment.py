"""Shipments, their lines, tracking, where parcels come from."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE shipments (
            org_id uuid NOT NULL, id uuid NOT NULL, order_id uuid NOT NULL, store_id uuid NOT NULL,
            carrier_connection_id uuid, carrier text NOT NULL, service text NOT NULL, state text NOT NULL,
            reference text NOT NULL, tracking_number text NOT NULL, tracking_url text NOT NULL,
            carrier_shipment_id text NOT NULL, cost numeric(20, 4), currency text NOT NULL, label_key text NOT NULL,
            label_media_type text NOT NULL, ship_from jsonb NOT NULL, ship_to jsonb NOT NULL, parcels jsonb NOT NULL,
            notify_customer boolean NOT NULL, ship_when_bought boolean NOT NULL, claimed_until timestamptz,
            error text NOT NULL, version integer NOT NULL, shipped_at timestamptz,
            delivered_at timestamptz, tracked_at timestamptz, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_shipments PRIMARY KEY (org_id, id),
            CONSTRAINT fk_shipments_org_id_order_id FOREIGN KEY (org_id, order_id)
                REFERENCES orders (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_shipments_org_id_carrier_connection_id FOREIGN KEY (org_id, carrier_connection_id)
                REFERENCES connections (org_id, id) ON DELETE SET NULL (carrier_connection_id),
            CONSTRAINT ck_shipments_state CHECK (state IN ('draft', 'buying', 'label_bought', 'shipped', 'in_transit',
                'out_for_delivery', 'exception', 'delivered', 'returned', 'voided', 'cancelled')),
            CONSTRAINT ck_shipments_cost CHECK (cost >= 0)
        );
        CREATE UNIQUE INDEX uq_shipments_reference ON shipments (org_id, reference);
        CREATE INDEX ix_shipments_order_id ON shipments (org_id, order_id);
        CREATE INDEX ix_shipments_tracking_number ON shipments (org_id, tracking_number) WHERE tracking_number <> '';
        CREATE INDEX ix_shipments_moving ON shipments (tracked_at)
            WHERE state IN ('label_bought', 'shipped', 'in_transit', 'out_for_delivery', 'exception');
        CREATE INDEX ix_shipments_buying ON shipments (updated_at) WHERE state = 'buying';

        CREATE TABLE shipment_lines (
            org_id uuid NOT NULL, shipment_id uuid NOT NULL, order_item_id uuid NOT NULL, quantity integer NOT NULL,
            CONSTRAINT pk_shipment_lines PRIMARY KEY (org_id, shipment_id, order_item_id),
            CONSTRAINT fk_shipment_lines_org_id_shipment_id FOREIGN KEY (org_id, shipment_id)
                REFERENCES shipments (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_shipment_lines_org_id_order_item_id FOREIGN KEY (org_id, order_item_id)
                REFERENCES order_items (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_shipment_lines_quantity CHECK (quantity > 0)
        );
        CREATE INDEX ix_shipment_lines_order_item_id ON shipment_lines (org_id, order_item_id);

        CREATE TABLE tracking_events (
            org_id uuid NOT NULL, id uuid NOT NULL, shipment_id uuid NOT NULL, at timestamptz NOT NULL,
            state text NOT NULL, code text NOT NULL, description text NOT NULL, city text NOT NULL,
            country text NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_tracking_events PRIMARY KEY (org_id, id),
            CONSTRAINT fk_tracking_events_org_id_shipment_id FOREIGN KEY (org_id, shipment_id)
                REFERENCES shipments (org_id, id) ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX uq_tracking_events_told ON tracking_events (org_id, shipment_id, at, state, code);

        CREATE TABLE ship_from_addresses (
            org_id uuid NOT NULL, location_id uuid NOT NULL, address jsonb NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_ship_from_addresses PRIMARY KEY (org_id, location_id)
        );
        """
    )
    schema.tenant_tables("shipments", "shipment_lines", "tracking_events", "ship_from_addresses")
    schema.plumbing("shipments", grants="SELECT (org_id, id, state, carrier, carrier_connection_id, tracked_at, updated_at)")


def downgrade() -> None:
    op.execute("DROP TABLE ship_from_addresses, tracking_events, shipment_lines, shipments")
