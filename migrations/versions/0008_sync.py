"""Runs, cursors, schedules, what channels show of stock, pushes, dead letters."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE sync_runs (
            org_id uuid NOT NULL, id uuid NOT NULL, store_id uuid NOT NULL, kind text NOT NULL, state text NOT NULL,
            trigger text NOT NULL, started_by text NOT NULL, job_id uuid, phase text NOT NULL, counts jsonb NOT NULL,
            position jsonb NOT NULL, error text NOT NULL, correlation_id text NOT NULL, created_at timestamptz NOT NULL,
            started_at timestamptz, finished_at timestamptz,
            CONSTRAINT pk_sync_runs PRIMARY KEY (org_id, id),
            CONSTRAINT fk_sync_runs_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_sync_runs_kind CHECK (kind IN ('initial', 'poll', 'reconcile', 'webhook', 'push_stock',
                'push_products', 'push_fulfilments')),
            CONSTRAINT ck_sync_runs_state
                CHECK (state IN ('queued', 'running', 'done', 'partial', 'failed', 'cancelled'))
        );
        CREATE INDEX ix_sync_runs_store ON sync_runs (org_id, store_id, created_at DESC, id DESC);
        CREATE INDEX ix_sync_runs_org ON sync_runs (org_id, created_at DESC, id DESC);
        CREATE UNIQUE INDEX uq_sync_runs_open ON sync_runs (org_id, store_id, kind)
            WHERE state IN ('queued', 'running');

        CREATE TABLE sync_items (
            org_id uuid NOT NULL, id uuid NOT NULL, run_id uuid NOT NULL, resource text NOT NULL,
            external_id text NOT NULL, entity_id uuid, outcome text NOT NULL, message text NOT NULL,
            at timestamptz NOT NULL,
            CONSTRAINT pk_sync_items PRIMARY KEY (org_id, id),
            CONSTRAINT fk_sync_items_org_id_run_id FOREIGN KEY (org_id, run_id)
                REFERENCES sync_runs (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_sync_items_outcome CHECK (outcome IN ('created', 'updated', 'pushed', 'skipped', 'failed',
                'healed', 'suggested'))
        );
        CREATE INDEX ix_sync_items_run_id ON sync_items (org_id, run_id, id);

        CREATE TABLE sync_cursors (
            org_id uuid NOT NULL, store_id uuid NOT NULL, resource text NOT NULL, watermark timestamptz,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_sync_cursors PRIMARY KEY (org_id, store_id, resource),
            CONSTRAINT fk_sync_cursors_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE
        );

        CREATE TABLE sync_schedules (
            org_id uuid NOT NULL, store_id uuid NOT NULL, every_seconds integer NOT NULL, next_at timestamptz NOT NULL,
            paused boolean NOT NULL, imported_at timestamptz,
            CONSTRAINT pk_sync_schedules PRIMARY KEY (org_id, store_id),
            CONSTRAINT fk_sync_schedules_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_sync_schedules_every_seconds CHECK (every_seconds >= 5)
        );
        CREATE INDEX ix_sync_schedules_due ON sync_schedules (next_at) WHERE NOT paused;

        CREATE TABLE location_links (
            org_id uuid NOT NULL, store_id uuid NOT NULL, remote_location_id text NOT NULL, remote_name text NOT NULL,
            location_id uuid NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_location_links PRIMARY KEY (org_id, store_id, remote_location_id),
            CONSTRAINT fk_location_links_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_location_links_org_id_location_id FOREIGN KEY (org_id, location_id)
                REFERENCES locations (org_id, id) ON DELETE CASCADE
        );

        CREATE TABLE channel_stock (
            org_id uuid NOT NULL, store_id uuid NOT NULL, stock_id text NOT NULL, remote_location_id text NOT NULL,
            variant_id uuid NOT NULL, product_external_id text NOT NULL, variant_external_id text NOT NULL,
            remote_quantity integer, sent_quantity integer, state text NOT NULL, attempts integer NOT NULL,
            error text NOT NULL, pending_since timestamptz, pushed_at timestamptz, read_at timestamptz,
            CONSTRAINT pk_channel_stock PRIMARY KEY (org_id, store_id, stock_id, remote_location_id),
            CONSTRAINT fk_channel_stock_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_channel_stock_org_id_variant_id FOREIGN KEY (org_id, variant_id)
                REFERENCES variants (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_channel_stock_state CHECK (state IN ('clean', 'pending', 'unknown', 'refused', 'untracked'))
        );
        CREATE INDEX ix_channel_stock_variant_id ON channel_stock (org_id, variant_id);
        CREATE INDEX ix_channel_stock_pending ON channel_stock (org_id, store_id)
            WHERE state IN ('pending', 'unknown');

        CREATE TABLE channel_taken (
            org_id uuid NOT NULL, store_id uuid NOT NULL, order_external_id text NOT NULL,
            variant_external_id text NOT NULL, taken integer NOT NULL,
            CONSTRAINT pk_channel_taken PRIMARY KEY (org_id, store_id, order_external_id, variant_external_id),
            CONSTRAINT fk_channel_taken_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE
        );

        CREATE TABLE fulfilment_pushes (
            org_id uuid NOT NULL, shipment_id uuid NOT NULL, store_id uuid NOT NULL, state text NOT NULL,
            external_id text NOT NULL, attempts integer NOT NULL, error text NOT NULL, created_at timestamptz NOT NULL,
            pushed_at timestamptz,
            CONSTRAINT pk_fulfilment_pushes PRIMARY KEY (org_id, shipment_id),
            CONSTRAINT fk_fulfilment_pushes_org_id_shipment_id FOREIGN KEY (org_id, shipment_id)
                REFERENCES shipments (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_fulfilment_pushes_state CHECK (state IN ('pending', 'published', 'failed', 'unknown'))
        );
        CREATE INDEX ix_fulfilment_pushes_open ON fulfilment_pushes (org_id, store_id)
            WHERE state IN ('pending', 'unknown');

        CREATE TABLE dead_letters (
            org_id uuid NOT NULL, id uuid NOT NULL, store_id uuid NOT NULL, direction text NOT NULL,
            resource text NOT NULL, external_id text NOT NULL, message_id uuid, payload jsonb NOT NULL,
            error_code text NOT NULL, error text NOT NULL, remedy text NOT NULL, attempts integer NOT NULL,
            state text NOT NULL, decided_by text NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_dead_letters PRIMARY KEY (org_id, id),
            CONSTRAINT fk_dead_letters_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_dead_letters_direction CHECK (direction IN ('in', 'out')),
            CONSTRAINT ck_dead_letters_state CHECK (state IN ('open', 'replayed', 'discarded'))
        );
        CREATE INDEX ix_dead_letters_open ON dead_letters (org_id, store_id, created_at DESC) WHERE state = 'open';
        CREATE UNIQUE INDEX uq_dead_letters_open
            ON dead_letters (org_id, store_id, direction, resource, external_id) WHERE state = 'open';
        """
    )
    schema.tenant_tables(
        "sync_runs", "sync_items", "sync_cursors", "sync_schedules", "location_links", "channel_stock",
        "channel_taken", "fulfilment_pushes", "dead_letters",
    )  # fmt: skip
    schema.plumbing("sync_schedules", grants="SELECT, UPDATE")
    schema.plumbing("sync_runs", grants="SELECT (org_id, id, store_id, kind, state, job_id, created_at)")
    schema.plumbing("channel_stock", grants="SELECT (org_id, store_id, state, pending_since)")
    schema.plumbing("fulfilment_pushes", grants="SELECT (org_id, store_id, shipment_id, state, created_at)")


def downgrade() -> None:
    op.execute(
        "DROP TABLE dead_letters, fulfilment_pushes, channel_taken, channel_stock, location_links, sync_schedules, "
        "sync_cursors, sync_items, sync_runs"
    )
