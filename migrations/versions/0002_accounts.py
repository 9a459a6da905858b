"""Organisations, users, memberships, sessions."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import APP_ROLE

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

USER = "NULLIF(current_setting('app.user_id', true), '')::uuid"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE orgs (
            org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, business jsonb NOT NULL,
            currency text NOT NULL, timezone text NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_orgs PRIMARY KEY (org_id, id),
            CONSTRAINT ck_orgs_own_scope CHECK (org_id = id)
        );
        CREATE TABLE users (
            id uuid NOT NULL, email text NOT NULL, password_hash text NOT NULL, first_name text NOT NULL,
            last_name text NOT NULL, is_active boolean NOT NULL, is_verified boolean NOT NULL,
            settings jsonb NOT NULL, last_login_at timestamptz, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_users PRIMARY KEY (id)
        );
        CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
        CREATE INDEX ix_users_created_at ON users (created_at);
        CREATE TABLE memberships (
            org_id uuid NOT NULL, user_id uuid NOT NULL, role text NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_memberships PRIMARY KEY (org_id, user_id),
            CONSTRAINT fk_memberships_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
            CONSTRAINT ck_memberships_role CHECK (role IN ('owner', 'admin', 'store_manager', 'viewer'))
        );
        CREATE INDEX ix_memberships_user_id ON memberships (user_id);
        CREATE TABLE sessions (
            id uuid NOT NULL, user_id uuid NOT NULL, org_id uuid NOT NULL, current_hash text NOT NULL,
            user_agent text NOT NULL, address text NOT NULL, created_at timestamptz NOT NULL,
            used_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, ended_at timestamptz,
            end_reason text NOT NULL,
            CONSTRAINT pk_sessions PRIMARY KEY (id),
            CONSTRAINT fk_sessions_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_sessions_user_id ON sessions (user_id);
        CREATE UNIQUE INDEX uq_sessions_current_hash ON sessions (current_hash);
        CREATE TABLE used_refresh_tokens (
            token_hash text NOT NULL, session_id uuid NOT NULL, used_at timestamptz NOT NULL,
            CONSTRAINT pk_used_refresh_tokens PRIMARY KEY (token_hash),
            CONSTRAINT fk_used_refresh_tokens_session_id FOREIGN KEY (session_id) REFERENCES sessions (id)
                ON DELETE CASCADE
        );
        CREATE INDEX ix_used_refresh_tokens_session_id ON used_refresh_tokens (session_id);
        """
    )
    schema.tenant_tables("orgs", "memberships")
    schema.shared_tables("users", "sessions", "used_refresh_tokens")
    # A user sees the memberships that speak of them, and the names of those organisations, from outside of any.
    op.execute(f"CREATE POLICY own ON memberships FOR SELECT TO {APP_ROLE} USING (user_id = {USER})")
    op.execute(
        f"""CREATE POLICY member ON orgs FOR SELECT TO {APP_ROLE}
            USING (EXISTS (SELECT 1 FROM memberships m WHERE m.org_id = orgs.id AND m.user_id = {USER}))"""
    )
    op.execute(
        f"""
        CREATE FUNCTION session_role(session uuid) RETURNS text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$
            SELECT m.role FROM sessions s
            JOIN users u ON u.id = s.user_id AND u.is_active
            JOIN memberships m ON m.org_id = s.org_id AND m.user_id = s.user_id
            WHERE s.id = session AND s.ended_at IS NULL
        $$;
        REVOKE ALL ON FUNCTION session_role(uuid) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION session_role(uuid) TO {APP_ROLE};
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION session_role(uuid)")
    op.execute("DROP POLICY member ON orgs")
    op.execute("DROP TABLE used_refresh_tokens, sessions, memberships, users, orgs")
