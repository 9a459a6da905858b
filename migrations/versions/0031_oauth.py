"""The OAuth 2.0 server: clients, grants, spent refresh tokens."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import APP_ROLE

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE oauth_clients (
            org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, kind text NOT NULL, secret_hash text,
            redirect_uris jsonb NOT NULL, scopes jsonb NOT NULL, client_credentials boolean NOT NULL,
            created_by text NOT NULL, created_at timestamptz NOT NULL, last_used_at timestamptz, revoked_at timestamptz,
            CONSTRAINT pk_oauth_clients PRIMARY KEY (org_id, id),
            CONSTRAINT ck_oauth_clients_kind CHECK (kind IN ('public', 'confidential')),
            CONSTRAINT ck_oauth_clients_secret CHECK ((kind = 'confidential') = (secret_hash IS NOT NULL))
        );
        CREATE TABLE oauth_grants (
            org_id uuid NOT NULL, id uuid NOT NULL, client_id uuid NOT NULL, user_id uuid NOT NULL, scopes jsonb NOT NULL,
            redirect_uri text NOT NULL, code_hash text NOT NULL, code_challenge text NOT NULL,
            code_expires_at timestamptz NOT NULL, code_used_at timestamptz, refresh_hash text,
            created_at timestamptz NOT NULL, used_at timestamptz, expires_at timestamptz NOT NULL, revoked_at timestamptz,
            end_reason text NOT NULL,
            CONSTRAINT pk_oauth_grants PRIMARY KEY (org_id, id),
            CONSTRAINT fk_oauth_grants_org_id_client_id FOREIGN KEY (org_id, client_id)
                REFERENCES oauth_clients (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_oauth_grants_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_oauth_grants_client_id ON oauth_grants (org_id, client_id);
        CREATE INDEX ix_oauth_grants_user_id ON oauth_grants (user_id);
        CREATE UNIQUE INDEX uq_oauth_grants_code_hash ON oauth_grants (code_hash);
        CREATE UNIQUE INDEX uq_oauth_grants_refresh_hash ON oauth_grants (refresh_hash);
        CREATE TABLE oauth_spent_tokens (
            org_id uuid NOT NULL, token_hash text NOT NULL, grant_id uuid NOT NULL, used_at timestamptz NOT NULL,
            CONSTRAINT pk_oauth_spent_tokens PRIMARY KEY (org_id, token_hash),
            CONSTRAINT fk_oauth_spent_tokens_org_id_grant_id FOREIGN KEY (org_id, grant_id)
                REFERENCES oauth_grants (org_id, id) ON DELETE CASCADE
        );
        CREATE INDEX ix_oauth_spent_tokens_grant_id ON oauth_spent_tokens (org_id, grant_id);
        """
    )
    schema.tenant_tables("oauth_clients", "oauth_grants", "oauth_spent_tokens")
    _functions()


def _functions() -> None:
    """Asked before an organisation is in scope: to which one a program belongs, and what a token is worth now."""
    op.execute(
        f"""
        CREATE FUNCTION oauth_client_org(client uuid) RETURNS uuid
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$ SELECT c.org_id FROM oauth_clients c WHERE c.id = client AND c.revoked_at IS NULL $$;
        CREATE FUNCTION oauth_standing(org uuid, client uuid, permit uuid, moment timestamptz)
        RETURNS TABLE (client_name text, client_scopes jsonb, user_id uuid, scopes jsonb, role text, role_permissions jsonb,
                       email text, is_verified boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$
            SELECT c.name, c.scopes, u.id, g.scopes, m.role, r.permissions, u.email, u.is_verified FROM oauth_clients c
            LEFT JOIN oauth_grants g ON g.org_id = c.org_id AND g.client_id = c.id AND g.id = permit
                AND g.revoked_at IS NULL AND g.expires_at > moment
            LEFT JOIN users u ON u.id = g.user_id AND u.is_active
            LEFT JOIN memberships m ON m.org_id = g.org_id AND m.user_id = u.id AND m.deactivated_at IS NULL
            LEFT JOIN roles r ON r.org_id = m.org_id AND r.id = m.role_id
            WHERE c.org_id = org AND c.id = client AND c.revoked_at IS NULL
                AND (m.user_id IS NOT NULL OR (permit IS NULL AND c.client_credentials))
        $$;
        REVOKE ALL ON FUNCTION oauth_client_org(uuid), oauth_standing(uuid, uuid, uuid, timestamptz) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION oauth_client_org(uuid), oauth_standing(uuid, uuid, uuid, timestamptz) TO {APP_ROLE};
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP FUNCTION oauth_standing(uuid, uuid, uuid, timestamptz);
        DROP FUNCTION oauth_client_org(uuid);
        DROP TABLE oauth_spent_tokens, oauth_grants, oauth_clients;
        """
    )
