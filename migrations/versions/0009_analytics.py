"""Daily facts of sales and products, store activity, the activity feed."""

from __future__ import annotations

from datetime import date

from alembic import op

from app.kernel import schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE sales_daily (
            org_id uuid NOT NULL, store_id uuid NOT NULL, day date NOT NULL, country text NOT NULL,
            currency text NOT NULL, orders integer NOT NULL, units integer NOT NULL, gross numeric(20, 4) NOT NULL,
            discounts numeric(20, 4) NOT NULL, shipping numeric(20, 4) NOT NULL, tax numeric(20, 4) NOT NULL,
            total numeric(20, 4) NOT NULL, refunds numeric(20, 4) NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_sales_daily PRIMARY KEY (org_id, store_id, day, country, currency)
        ) PARTITION BY RANGE (day);
        CREATE INDEX ix_sales_daily_org_day ON sales_daily (org_id, day);

        CREATE TABLE product_daily (
            org_id uuid NOT NULL, store_id uuid NOT NULL, day date NOT NULL, product_id uuid NOT NULL,
            currency text NOT NULL, units integer NOT NULL, revenue numeric(20, 4) NOT NULL,
            refunded_units integer NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_product_daily PRIMARY KEY (org_id, store_id, day, product_id, currency)
        ) PARTITION BY RANGE (day);
        CREATE INDEX ix_product_daily_org_day ON product_daily (org_id, day);
        CREATE INDEX ix_product_daily_product ON product_daily (org_id, product_id, day);

        CREATE TABLE store_activity (
            org_id uuid NOT NULL, store_id uuid NOT NULL, active_orders integer NOT NULL, last_order_at timestamptz,
            last_activity_at timestamptz, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_store_activity PRIMARY KEY (org_id, store_id),
            CONSTRAINT ck_store_activity_active_orders CHECK (active_orders >= 0)
        );

        CREATE TABLE activity (
            org_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, store_id uuid, kind text NOT NULL,
            entity_id uuid, summary text NOT NULL, amount numeric(20, 4), currency text NOT NULL,
            CONSTRAINT pk_activity PRIMARY KEY (org_id, id, at)
        ) PARTITION BY RANGE (at);
        CREATE INDEX ix_activity_org_at ON activity (org_id, at, id);
        """
    )
    schema.monthly_partitions("sales_daily", date(2025, 11, 1), 27)
    schema.monthly_partitions("product_daily", date(2025, 11, 1), 27)
    schema.monthly_partitions("activity", date(2026, 11, 1), 15)
    schema.tenant_tables("sales_daily", "product_daily", "store_activity", "activity")
    schema.plumbing("activity", grants="SELECT (at), DELETE")
    schema.plumbing("store_activity", grants="SELECT (org_id)")


def downgrade() -> None:
    op.execute("DROP TABLE activity, store_activity, product_daily, sales_daily")
