"""Stores, connections, drafts of connections, sign-in round trips."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import SYSTEM_ROLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE stores (
            org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, description text NOT NULL, domain text NOT NULL,
            platform text NOT NULL, platform_store_id text NOT NULL, status text NOT NULL, currency text NOT NULL,
            timezone text NOT NULL, country text NOT NULL, logo_url text NOT NULL, group_name text NOT NULL,
            settings jsonb NOT NULL, version integer NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_stores PRIMARY KEY (org_id, id),
            CONSTRAINT ck_stores_status CHECK (status IN ('active', 'inactive', 'suspended'))
        );
        CREATE INDEX ix_stores_platform ON stores (org_id, platform);
        CREATE INDEX ix_stores_status ON stores (org_id, status);

        CREATE TABLE connections (
            org_id uuid NOT NULL, id uuid NOT NULL, store_id uuid, vendor text NOT NULL, kind text NOT NULL,
            title text NOT NULL, auth text NOT NULL, environment text NOT NULL, public jsonb NOT NULL,
            secrets text NOT NULL, masks jsonb NOT NULL, scopes text[] NOT NULL, expires_at timestamptz,
            rotated_at timestamptz NOT NULL, account_id text NOT NULL, state text NOT NULL, state_reason text NOT NULL,
            state_since timestamptz NOT NULL, failures integer NOT NULL, health jsonb NOT NULL, checked_at timestamptz,
            webhooks jsonb NOT NULL, webhooks_checked_at timestamptz, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_connections PRIMARY KEY (org_id, id),
            CONSTRAINT fk_connections_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_connections_kind CHECK (kind IN ('store', 'carrier')),
            CONSTRAINT ck_connections_environment CHECK (environment IN ('live', 'sandbox')),
            CONSTRAINT ck_connections_state
                CHECK (state IN ('connected', 'paused', 'unreachable', 'needs_reconnect', 'disconnected'))
        );
        CREATE UNIQUE INDEX uq_connections_account ON connections (org_id, vendor, environment, account_id)
            WHERE state <> 'disconnected' AND account_id <> '';
        CREATE INDEX ix_connections_store_id ON connections (org_id, store_id);
        CREATE INDEX ix_connections_checked_at ON connections (checked_at) WHERE state <> 'disconnected';

        CREATE TABLE connection_drafts (
            org_id uuid NOT NULL, id uuid NOT NULL, vendor text NOT NULL, environment text NOT NULL, auth text NOT NULL,
            store_name text NOT NULL, public jsonb NOT NULL, secrets text NOT NULL, masks jsonb NOT NULL,
            step text NOT NULL, report jsonb, error text NOT NULL, reconnects uuid, store_id uuid,
            created_by text NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            CONSTRAINT pk_connection_drafts PRIMARY KEY (org_id, id),
            CONSTRAINT ck_connection_drafts_environment CHECK (environment IN ('live', 'sandbox')),
            CONSTRAINT ck_connection_drafts_step
                CHECK (step IN ('platform', 'credentials', 'authorising', 'tested', 'finished'))
        );
        CREATE INDEX ix_connection_drafts_expires_at ON connection_drafts (expires_at);

        CREATE TABLE authorisation_states (
            state_hash text NOT NULL, org_id uuid NOT NULL, draft_id uuid NOT NULL, vendor text NOT NULL,
            expires_at timestamptz NOT NULL, used_at timestamptz,
            CONSTRAINT pk_authorisation_states PRIMARY KEY (state_hash)
        );
        """
    )
    schema.tenant_tables("stores", "connections", "connection_drafts")
    schema.plumbing(
        "connections", grants="SELECT (org_id, id, store_id, vendor, kind, state, environment, checked_at, webhooks_checked_at)"
    )
    schema.plumbing("connection_drafts", grants="SELECT (org_id, id, expires_at), DELETE")
    schema.shared_tables("authorisation_states", grants="INSERT")
    op.execute(f"GRANT SELECT, UPDATE, DELETE ON authorisation_states TO {SYSTEM_ROLE}")


def downgrade() -> None:
    op.execute("DROP TABLE authorisation_states, connection_drafts, connections, stores")
