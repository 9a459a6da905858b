"""Plumbing: outbox, inbox, jobs, idempotency, audit, exchange log."""

from __future__ import annotations

from datetime import date

from alembic import op

from app.kernel import schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        """
        CREATE TABLE outbox_deliveries (
            org_id uuid NOT NULL, id uuid NOT NULL, event text NOT NULL, handler text NOT NULL, key text NOT NULL,
            lane integer NOT NULL, payload text NOT NULL, correlation_id text NOT NULL, state text NOT NULL,
            attempts integer NOT NULL, available_at timestamptz NOT NULL, created_at timestamptz NOT NULL,
            error text NOT NULL,
            CONSTRAINT pk_outbox_deliveries PRIMARY KEY (org_id, id),
            CONSTRAINT ck_outbox_deliveries_state CHECK (state IN ('pending', 'dead'))
        ) WITH (autovacuum_vacuum_scale_factor = 0.02);
        CREATE INDEX ix_outbox_deliveries_lane_id ON outbox_deliveries (lane, id) WHERE state = 'pending';

        CREATE TABLE jobs (
            org_id uuid NOT NULL, id uuid NOT NULL, task text NOT NULL, args jsonb NOT NULL, key text NOT NULL,
            state text NOT NULL, attempts integer NOT NULL, run_at timestamptz NOT NULL, lease_until timestamptz,
            progress jsonb NOT NULL, result jsonb, error text NOT NULL, correlation_id text NOT NULL,
            created_at timestamptz NOT NULL, started_at timestamptz, finished_at timestamptz,
            CONSTRAINT pk_jobs PRIMARY KEY (org_id, id),
            CONSTRAINT ck_jobs_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled'))
        );
        CREATE UNIQUE INDEX uq_jobs_id ON jobs (id);
        CREATE UNIQUE INDEX uq_jobs_queued ON jobs (org_id, task, key) WHERE state = 'queued' AND key <> '';
        CREATE INDEX ix_jobs_due ON jobs (run_at) WHERE state IN ('queued', 'running');
        CREATE INDEX ix_jobs_org_created ON jobs (org_id, created_at);

        CREATE TABLE inbox_endpoints (
            org_id uuid NOT NULL, id uuid NOT NULL, vendor text NOT NULL, kind text NOT NULL, secret text NOT NULL,
            state text NOT NULL, created_at timestamptz NOT NULL, last_delivery_at timestamptz,
            CONSTRAINT pk_inbox_endpoints PRIMARY KEY (org_id, id),
            CONSTRAINT ck_inbox_endpoints_state CHECK (state IN ('open', 'paused', 'closed'))
        );
        CREATE UNIQUE INDEX uq_inbox_endpoints_id ON inbox_endpoints (id);

        CREATE TABLE inbox_messages (
            org_id uuid NOT NULL, id uuid NOT NULL, endpoint_id uuid NOT NULL, vendor text NOT NULL, topic text NOT NULL,
            delivery_id text NOT NULL, body bytea NOT NULL, correlation_id text NOT NULL,
            state text NOT NULL, attempts integer NOT NULL, available_at timestamptz NOT NULL, error text NOT NULL,
            received_at timestamptz NOT NULL,
            CONSTRAINT pk_inbox_messages PRIMARY KEY (org_id, id),
            CONSTRAINT ck_inbox_messages_state CHECK (state IN ('pending', 'done', 'dead', 'discarded'))
        );
        CREATE UNIQUE INDEX uq_inbox_messages_delivery ON inbox_messages (endpoint_id, delivery_id);
        CREATE INDEX ix_inbox_messages_pending ON inbox_messages (endpoint_id, id) WHERE state = 'pending';
        CREATE INDEX ix_inbox_messages_org_received ON inbox_messages (org_id, received_at);

        CREATE TABLE idempotency_keys (
            org_id uuid NOT NULL, key text NOT NULL, fingerprint text NOT NULL, status integer NOT NULL,
            body bytea NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_idempotency_keys PRIMARY KEY (org_id, key)
        );

        CREATE TABLE audit_log (
            org_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, actor_kind text NOT NULL,
            actor_id text NOT NULL, actor_label text NOT NULL, action text NOT NULL, target_kind text NOT NULL,
            target_id text NOT NULL, details jsonb NOT NULL, correlation_id text NOT NULL,
            CONSTRAINT pk_audit_log PRIMARY KEY (org_id, id)
        );
        CREATE INDEX ix_audit_log_org_at ON audit_log (org_id, at);

        CREATE TABLE exchange_log (
            org_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, connection_id text NOT NULL,
            correlation_id text NOT NULL, purpose text NOT NULL, method text NOT NULL, url text NOT NULL,
            request_headers jsonb NOT NULL, request_body text NOT NULL, status integer,
            response_headers jsonb NOT NULL, response_body text NOT NULL, ms integer NOT NULL,
            attempt integer NOT NULL, error text NOT NULL,
            CONSTRAINT pk_exchange_log PRIMARY KEY (org_id, id, at)
        ) PARTITION BY RANGE (at);
        CREATE INDEX ix_exchange_log_connection ON exchange_log (org_id, connection_id, at);
        CREATE INDEX ix_exchange_log_correlation ON exchange_log (org_id, correlation_id);
        """
    )
    schema.compress("inbox_messages", "body", otherwise="EXTERNAL")
    schema.compress("exchange_log", "request_body")
    schema.compress("exchange_log", "response_body")
    schema.monthly_partitions("exchange_log", date(2026, 11, 1), 14)
    schema.tenant_tables("outbox_deliveries", "jobs", "inbox_endpoints", "inbox_messages", "idempotency_keys")
    schema.tenant_tables("audit_log", writes="INSERT")
    schema.tenant_tables("exchange_log", writes="")
    schema.plumbing("outbox_deliveries", "jobs", "inbox_messages")
    schema.plumbing("inbox_endpoints", grants="SELECT, UPDATE")
    schema.plumbing("exchange_log", grants="SELECT, INSERT, DELETE")
    schema.plumbing("idempotency_keys", grants="SELECT, DELETE")


def downgrade() -> None:
    op.execute("DROP TABLE exchange_log, audit_log, idempotency_keys, inbox_messages, inbox_endpoints, jobs, outbox_deliveries")
