"""Privacy: requests, consents, texts, retention; orders that tell of nobody stay so."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import APP_ROLE

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE privacy_requests (
            org_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, subject_kind text NOT NULL, subject text NOT NULL,
            user_id uuid, regime text NOT NULL, state text NOT NULL, note text NOT NULL, received_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL, execute_at timestamptz, finished_at timestamptz, file_key text NOT NULL,
            file_until timestamptz, report jsonb NOT NULL, created_by text NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_privacy_requests PRIMARY KEY (org_id, id),
            CONSTRAINT ck_privacy_requests_kind CHECK ({schema.states("kind", "export", "erasure", "correction", "objection")}),
            CONSTRAINT ck_privacy_requests_subject_kind CHECK ({schema.states("subject_kind", "buyer", "member")}),
            CONSTRAINT ck_privacy_requests_regime CHECK ({schema.states("regime", "gdpr", "ccpa")}),
            CONSTRAINT ck_privacy_requests_state CHECK (
                {schema.states("state", "open", "preparing", "scheduled", "done", "refused", "cancelled")})
        );
        CREATE INDEX ix_privacy_requests_due ON privacy_requests (org_id, due_at, id);
        CREATE INDEX ix_privacy_requests_subject ON privacy_requests (org_id, subject);
        CREATE TABLE consents (
            org_id uuid NOT NULL, id uuid NOT NULL, subject text NOT NULL, purpose text NOT NULL, text_version text NOT NULL,
            granted boolean NOT NULL, at timestamptz NOT NULL, source text NOT NULL, recorded_by text NOT NULL,
            CONSTRAINT pk_consents PRIMARY KEY (org_id, id)
        );
        CREATE INDEX ix_consents_subject ON consents (org_id, subject, purpose, at, id);
        CREATE TABLE privacy_texts (
            org_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, text_version text NOT NULL, language text NOT NULL,
            text text NOT NULL, published_at timestamptz NOT NULL, published_by text NOT NULL,
            CONSTRAINT pk_privacy_texts PRIMARY KEY (org_id, id)
        );
        CREATE UNIQUE INDEX uq_privacy_texts_version ON privacy_texts (org_id, kind, text_version, language);
        CREATE TABLE retention_policies (
            org_id uuid NOT NULL, policy text NOT NULL, days integer NOT NULL, enabled boolean NOT NULL,
            updated_by text NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_retention_policies PRIMARY KEY (org_id, policy),
            CONSTRAINT ck_retention_policies_days CHECK (days > 0)
        );
        CREATE TABLE retention_runs (
            org_id uuid NOT NULL, id uuid NOT NULL, policy text NOT NULL, cutoff timestamptz NOT NULL,
            removed integer NOT NULL, at timestamptz NOT NULL, started_by text NOT NULL,
            CONSTRAINT pk_retention_runs PRIMARY KEY (org_id, id)
        );
        CREATE INDEX ix_retention_runs_at ON retention_runs (org_id, at, id);
        ALTER TABLE orders ADD erased_at timestamptz;
        """
    )
    schema.tenant_tables("privacy_requests", "retention_policies")
    schema.tenant_tables("consents", "privacy_texts", "retention_runs", writes="INSERT")
    op.execute(f"GRANT UPDATE (subject) ON consents TO {APP_ROLE}")
    _stay_erased()
    _remarks()


def _stay_erased() -> None:
    """A channel that is read again would bring the person back. Rows of no erased order pay for one comparison."""
    op.execute(
        """
        CREATE FUNCTION orders_stay_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.erased_at := OLD.erased_at; NEW.customer_id := NULL; NEW.customer_name := ''; NEW.email := '';
            NEW.phone := ''; NEW.billing_address := NULL; NEW.shipping_address := NULL; NEW.note := '';
            NEW.search := OLD.search;
            RETURN NEW;
        END $$;
        CREATE TRIGGER orders_stay_erased BEFORE UPDATE ON orders FOR EACH ROW
            WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION orders_stay_erased();
        CREATE FUNCTION order_items_stay_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM orders WHERE org_id = NEW.org_id AND id = NEW.order_id AND erased_at IS NOT NULL) THEN
                NEW.properties := '{}';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER order_items_stay_erased BEFORE INSERT OR UPDATE ON order_items FOR EACH ROW
            WHEN (NEW.properties <> '{}') EXECUTE FUNCTION order_items_stay_erased();
        CREATE FUNCTION order_raw_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM orders WHERE org_id = NEW.org_id AND id = NEW.order_id AND erased_at IS NOT NULL) THEN
                NEW.payload := '{}';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER order_raw_stays_erased BEFORE UPDATE ON order_raw FOR EACH ROW
            WHEN (OLD.payload = '{}') EXECUTE FUNCTION order_raw_stays_erased();
        """
    )


def _remarks() -> None:
    """The story of an order is append-only; this narrow door blanks the remarks of erased orders, and nothing else."""
    op.execute(
        f"""
        CREATE FUNCTION erase_order_remarks(orders_given uuid[]) RETURNS bigint LANGUAGE sql SECURITY DEFINER
            SET search_path = pg_catalog, public, pg_temp AS $$
            WITH gone AS (
                UPDATE order_events e SET summary = '', before = '{{}}', after = '{{}}' FROM orders o
                WHERE e.org_id = {schema.SCOPE} AND e.order_id = ANY (orders_given) AND e.kind = 'note'
                  AND o.org_id = e.org_id AND o.id = e.order_id AND o.erased_at IS NOT NULL RETURNING 1)
            SELECT count(*) FROM gone $$;
        REVOKE ALL ON FUNCTION erase_order_remarks(uuid[]) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION erase_order_remarks(uuid[]) TO {APP_ROLE};
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP FUNCTION erase_order_remarks(uuid[]);
        DROP TRIGGER order_raw_stays_erased ON order_raw;
        DROP TRIGGER order_items_stay_erased ON order_items;
        DROP TRIGGER orders_stay_erased ON orders;
        DROP FUNCTION order_raw_stays_erased(), order_items_stay_erased(), orders_stay_erased();
        ALTER TABLE orders DROP erased_at;
        DROP TABLE privacy_requests, consents, privacy_texts, retention_policies, retention_runs;
        """
    )
