"""Where sign-ins come from; rules over the audit log, how far each log was read, and what was found."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import SYSTEM_ROLE

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None

KINDS = ("sync_failed", "dead_letters", "low_stock", "connection", "credentials")


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE sign_in_origins (
            user_id uuid NOT NULL, country text NOT NULL, device text NOT NULL, first_at timestamptz NOT NULL,
            last_at timestamptz NOT NULL,
            CONSTRAINT pk_sign_in_origins PRIMARY KEY (user_id, country, device),
            CONSTRAINT fk_sign_in_origins_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        ALTER TABLE sessions ADD COLUMN country text NOT NULL DEFAULT '', ADD COLUMN is_new boolean NOT NULL DEFAULT false;
        ALTER TABLE api_keys ADD COLUMN countries jsonb NOT NULL DEFAULT '[]';
        CREATE TABLE security_rules (
            org_id uuid NOT NULL, rule text NOT NULL, enabled boolean NOT NULL, threshold integer NOT NULL,
            seconds integer NOT NULL, severity text NOT NULL, updated_by text NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_security_rules PRIMARY KEY (org_id, rule),
            CONSTRAINT ck_security_rules_severity CHECK ({schema.states("severity", "info", "warning", "critical")}),
            CONSTRAINT ck_security_rules_threshold CHECK (threshold > 0),
            CONSTRAINT ck_security_rules_seconds CHECK (seconds > 0)
        );
        CREATE TABLE security_cursors (
            org_id uuid NOT NULL, seq bigint NOT NULL,
            CONSTRAINT pk_security_cursors PRIMARY KEY (org_id)
        );
        CREATE TABLE security_findings (
            org_id uuid NOT NULL, id uuid NOT NULL, rule text NOT NULL, subject text NOT NULL, at timestamptz NOT NULL,
            number integer NOT NULL, entries jsonb NOT NULL,
            CONSTRAINT pk_security_findings PRIMARY KEY (org_id, id)
        );
        CREATE INDEX ix_security_findings_subject ON security_findings (org_id, rule, subject, at);
        CREATE INDEX ix_security_findings_at ON security_findings (org_id, at);
        ALTER TABLE alerts DROP CONSTRAINT ck_alerts_kind,
            ADD CONSTRAINT ck_alerts_kind CHECK ({schema.states("kind", *KINDS, "security")});
        INSERT INTO security_cursors (org_id, seq) SELECT org_id, seq FROM audit_heads;
        """
    )
    schema.shared_tables("sign_in_origins")
    schema.tenant_tables("security_rules", "security_cursors", "security_findings")
    schema.plumbing("security_cursors", grants="SELECT")
    op.execute(f"GRANT SELECT (seq) ON audit_heads TO {SYSTEM_ROLE}")


def downgrade() -> None:
    op.execute(
        f"""
        DELETE FROM alerts WHERE kind = 'security';
        ALTER TABLE alerts DROP CONSTRAINT ck_alerts_kind,
            ADD CONSTRAINT ck_alerts_kind CHECK ({schema.states("kind", *KINDS)});
        REVOKE SELECT (seq) ON audit_heads FROM {SYSTEM_ROLE};
        DROP TABLE security_findings, security_cursors, security_rules, sign_in_origins;
        ALTER TABLE api_keys DROP COLUMN countries;
        ALTER TABLE sessions DROP COLUMN is_new, DROP COLUMN country;
        """
    )
