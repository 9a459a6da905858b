"""Customers, orders, their lines, refunds, raw payloads and stories."""

from __future__ import annotations

from datetime import date

from alembic import op

from app.kernel import schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE customers (
            org_id uuid NOT NULL, id uuid NOT NULL, email text NOT NULL, name text NOT NULL, phone text NOT NULL,
            created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_customers PRIMARY KEY (org_id, id)
        );
        CREATE UNIQUE INDEX uq_customers_email ON customers (org_id, email) WHERE email <> '';

        CREATE TABLE orders (
            org_id uuid NOT NULL, id uuid NOT NULL, store_id uuid NOT NULL, external_id text NOT NULL,
            number text NOT NULL, customer_id uuid, customer_name text NOT NULL, email text NOT NULL,
            phone text NOT NULL, billing_address jsonb, shipping_address jsonb, country text NOT NULL,
            currency text NOT NULL, subtotal numeric(20, 4) NOT NULL, discount numeric(20, 4) NOT NULL,
            shipping numeric(20, 4) NOT NULL, tax numeric(20, 4) NOT NULL, total numeric(20, 4) NOT NULL,
            refunded numeric(20, 4) NOT NULL, taxes_included boolean NOT NULL, details jsonb NOT NULL,
            status text NOT NULL, payment_status text NOT NULL, fulfilment_status text NOT NULL, units integer NOT NULL,
            note text NOT NULL, internal_note text NOT NULL, tags text[] NOT NULL, source text NOT NULL,
            search text NOT NULL, fingerprint text NOT NULL, placed_at timestamptz NOT NULL,
            remote_updated_at timestamptz, cancelled_at timestamptz, cancel_reason text NOT NULL,
            version integer NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_orders PRIMARY KEY (org_id, id),
            CONSTRAINT fk_orders_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_orders_org_id_customer_id FOREIGN KEY (org_id, customer_id)
                REFERENCES customers (org_id, id) ON DELETE SET NULL (customer_id),
            CONSTRAINT ck_orders_status CHECK (status IN ('pending', 'open', 'on_hold', 'completed', 'cancelled')),
            CONSTRAINT ck_orders_payment_status CHECK (payment_status IN ('pending', 'authorized', 'partially_paid',
                'paid', 'partially_refunded', 'refunded', 'failed', 'voided')),
            CONSTRAINT ck_orders_fulfilment_status
                CHECK (fulfilment_status IN ('unfulfilled', 'partial', 'fulfilled', 'delivered', 'returned'))
        ) WITH (fillfactor = 90);
        CREATE UNIQUE INDEX uq_orders_external_id ON orders (org_id, store_id, external_id);
        CREATE INDEX ix_orders_placed ON orders (org_id, placed_at DESC, id DESC);
        CREATE INDEX ix_orders_store_placed ON orders (org_id, store_id, placed_at DESC, id DESC);
        CREATE INDEX ix_orders_status ON orders (org_id, status, placed_at DESC, id DESC);
        CREATE INDEX ix_orders_customer_email ON orders (org_id, email);
        CREATE INDEX ix_orders_customer_id ON orders (org_id, customer_id);
        CREATE INDEX ix_orders_search ON orders USING gin (search gin_trgm_ops);

        CREATE TABLE order_items (
            org_id uuid NOT NULL, id uuid NOT NULL, order_id uuid NOT NULL, external_id text NOT NULL,
            position integer NOT NULL, product_id uuid, variant_id uuid, remote_product_id text NOT NULL,
            remote_variant_id text NOT NULL, title text NOT NULL, variant_title text NOT NULL, sku text NOT NULL,
            image_url text NOT NULL, quantity integer NOT NULL, price numeric(20, 4) NOT NULL,
            discount numeric(20, 4) NOT NULL, tax numeric(20, 4) NOT NULL, total numeric(20, 4) NOT NULL,
            requires_shipping boolean NOT NULL, fulfilled integer NOT NULL, refunded integer NOT NULL,
            restocked integer NOT NULL, open integer NOT NULL, properties jsonb NOT NULL,
            CONSTRAINT pk_order_items PRIMARY KEY (org_id, id),
            CONSTRAINT fk_order_items_org_id_order_id FOREIGN KEY (org_id, order_id)
                REFERENCES orders (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_order_items_org_id_product_id FOREIGN KEY (org_id, product_id)
                REFERENCES products (org_id, id) ON DELETE SET NULL (product_id),
            CONSTRAINT fk_order_items_org_id_variant_id FOREIGN KEY (org_id, variant_id)
                REFERENCES variants (org_id, id) ON DELETE SET NULL (variant_id),
            CONSTRAINT ck_order_items_quantities
                CHECK (quantity >= 0 AND fulfilled >= 0 AND refunded >= 0 AND open >= 0)
        );
        CREATE UNIQUE INDEX uq_order_items_external_id ON order_items (org_id, order_id, external_id);
        CREATE INDEX ix_order_items_variant_id ON order_items (org_id, variant_id);
        CREATE INDEX ix_order_items_unlinked ON order_items (org_id, remote_variant_id)
            WHERE variant_id IS NULL AND remote_variant_id <> '';

        CREATE TABLE order_raw (
            org_id uuid NOT NULL, order_id uuid NOT NULL, payload text NOT NULL, received_at timestamptz NOT NULL,
            CONSTRAINT pk_order_raw PRIMARY KEY (org_id, order_id),
            CONSTRAINT fk_order_raw_org_id_order_id FOREIGN KEY (org_id, order_id)
                REFERENCES orders (org_id, id) ON DELETE CASCADE
        );

        CREATE TABLE order_refunds (
            org_id uuid NOT NULL, id uuid NOT NULL, order_id uuid NOT NULL, external_id text NOT NULL,
            amount numeric(20, 4) NOT NULL, currency text NOT NULL, reason text NOT NULL, lines jsonb NOT NULL,
            refunded_at timestamptz NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_order_refunds PRIMARY KEY (org_id, id),
            CONSTRAINT fk_order_refunds_org_id_order_id FOREIGN KEY (org_id, order_id)
                REFERENCES orders (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_order_refunds_amount CHECK (amount >= 0)
        );
        CREATE UNIQUE INDEX uq_order_refunds_external_id ON order_refunds (org_id, order_id, external_id);
        CREATE INDEX ix_order_refunds_refunded_at ON order_refunds (org_id, refunded_at);

        CREATE TABLE order_events (
            org_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, order_id uuid NOT NULL, kind text NOT NULL,
            source text NOT NULL, actor text NOT NULL, summary text NOT NULL, before jsonb NOT NULL,
            after jsonb NOT NULL,
            CONSTRAINT pk_order_events PRIMARY KEY (org_id, id, at)
        ) PARTITION BY RANGE (at);
        CREATE INDEX ix_order_events_order ON order_events (org_id, order_id, at);
        """
    )
    schema.compress("order_raw", "payload")
    schema.monthly_partitions("order_events", date(2026, 8, 1), 18)
    schema.tenant_tables("customers", "orders", "order_items", "order_raw", "order_refunds")
    schema.tenant_tables("order_events", writes="INSERT")


def downgrade() -> None:
    op.execute("DROP TABLE order_events, order_refunds, order_raw, order_items, orders, customers")
