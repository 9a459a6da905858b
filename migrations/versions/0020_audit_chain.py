"""The audit log proves itself: every entry is linked into its organisation's chain of hashes when its transaction commits."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import APP_ROLE, SYSTEM_ROLE

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

_FIELDS = (
    "entry.org_id::text", "following::text", "entry.id::text",
    "to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')", "entry.actor_kind", "entry.actor_id",
    "entry.actor_label", "entry.action", "entry.target_kind", "entry.target_id", "entry.details::text",
    "entry.correlation_id",
)  # fmt: skip


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE audit_heads (
            org_id uuid NOT NULL, seq bigint NOT NULL, hash bytea NOT NULL,
            CONSTRAINT pk_audit_heads PRIMARY KEY (org_id)
        ) WITH (fillfactor = 50);
        CREATE TABLE audit_chain (
            org_id uuid NOT NULL, seq bigint NOT NULL, entry_id uuid NOT NULL, hash bytea NOT NULL,
            CONSTRAINT pk_audit_chain PRIMARY KEY (org_id, seq)
        );
        CREATE UNIQUE INDEX uq_audit_chain_entry_id ON audit_chain (org_id, entry_id);
        DROP INDEX ix_audit_log_org_at;
        CREATE INDEX ix_audit_log_at ON audit_log (org_id, at, id);
        CREATE INDEX ix_audit_log_target ON audit_log (org_id, target_id, at, id);
        CREATE INDEX ix_audit_log_action ON audit_log (org_id, action, at, id);
        CREATE INDEX ix_audit_log_actor ON audit_log (org_id, actor_id, at, id);
        """
    )
    schema.tenant_tables("audit_heads", "audit_chain", writes="")
    schema.plumbing("audit_heads", grants="SELECT (org_id)")
    _functions()
    op.execute("SELECT audit_link(e) FROM (SELECT * FROM audit_log ORDER BY org_id, at, id) e")
    op.execute(
        """CREATE CONSTRAINT TRIGGER audit_linked AFTER INSERT ON audit_log DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW EXECUTE FUNCTION audit_on_commit()"""
    )


def _functions() -> None:
    """Both run as the owner: the application may add entries, and has no way to write a link itself.

    The head row is the lock. It is taken at the commit, after every other lock, so it can make no deadlock, and
    is held for no longer than the commit takes.
    """
    parts = " || ".join(f"octet_length({field}) || ':' || {field}" for field in _FIELDS)
    safe = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '20s'"
    op.execute(
        f"""
        CREATE FUNCTION audit_link(entry audit_log) RETURNS void LANGUAGE plpgsql {safe} AS $$
        DECLARE following bigint; before bytea; link bytea;
        BEGIN
            INSERT INTO audit_heads AS h VALUES (entry.org_id, 1, decode(repeat('00', 32), 'hex'))
                ON CONFLICT (org_id) DO UPDATE SET seq = h.seq + 1 RETURNING h.seq, h.hash INTO following, before;
            link := sha256(before || convert_to({parts}, 'UTF8'));
            INSERT INTO audit_chain VALUES (entry.org_id, following, entry.id, link);
            UPDATE audit_heads SET hash = link WHERE org_id = entry.org_id;
        END $$;
        CREATE FUNCTION audit_on_commit() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
        BEGIN
            PERFORM audit_link(NEW);
            RETURN NULL;
        END $$;
        REVOKE ALL ON FUNCTION audit_link(audit_log), audit_on_commit() FROM PUBLIC, {APP_ROLE}, {SYSTEM_ROLE};
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP TRIGGER audit_linked ON audit_log;
        DROP FUNCTION audit_on_commit();
        DROP FUNCTION audit_link(audit_log);
        DROP TABLE audit_chain, audit_heads;
        DROP INDEX ix_audit_log_at, ix_audit_log_target, ix_audit_log_action, ix_audit_log_actor;
        CREATE INDEX ix_audit_log_org_at ON audit_log (org_id, at);
        """
    )
