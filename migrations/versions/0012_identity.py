"""Identity: one-time links, invitations, roles of one's own, API keys, second factors."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import APP_ROLE

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLES = "'owner', 'admin', 'store_manager', 'viewer'"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE roles (
            org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, permissions jsonb NOT NULL,
            created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_roles PRIMARY KEY (org_id, id)
        );
        CREATE UNIQUE INDEX uq_roles_org_name ON roles (org_id, lower(name));
        ALTER TABLE memberships ADD COLUMN role_id uuid, ADD COLUMN deactivated_at timestamptz;
        ALTER TABLE memberships DROP CONSTRAINT ck_memberships_role;
        ALTER TABLE memberships ADD CONSTRAINT ck_memberships_role CHECK (role IN ({ROLES}, 'custom'));
        ALTER TABLE memberships ADD CONSTRAINT ck_memberships_custom CHECK ((role = 'custom') = (role_id IS NOT NULL));
        ALTER TABLE memberships ADD CONSTRAINT fk_memberships_org_id_role_id FOREIGN KEY (org_id, role_id)
            REFERENCES roles (org_id, id);
        CREATE INDEX ix_memberships_role_id ON memberships (org_id, role_id);

        CREATE TABLE invitations (
            org_id uuid NOT NULL, id uuid NOT NULL, email text NOT NULL, role text NOT NULL, role_id uuid,
            token_hash text NOT NULL, invited_by text NOT NULL, created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL, accepted_at timestamptz, revoked_at timestamptz,
            CONSTRAINT pk_invitations PRIMARY KEY (org_id, id),
            CONSTRAINT ck_invitations_role CHECK (role IN ({ROLES}, 'custom') AND role <> 'owner'),
            CONSTRAINT ck_invitations_custom CHECK ((role = 'custom') = (role_id IS NOT NULL)),
            CONSTRAINT fk_invitations_org_id_role_id FOREIGN KEY (org_id, role_id) REFERENCES roles (org_id, id)
        );
        CREATE UNIQUE INDEX uq_invitations_open ON invitations (org_id, lower(email))
            WHERE accepted_at IS NULL AND revoked_at IS NULL;
        CREATE INDEX ix_invitations_role_id ON invitations (org_id, role_id);

        CREATE TABLE api_keys (
            org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, prefix text NOT NULL, key_hash text NOT NULL,
            permissions jsonb NOT NULL, created_by text NOT NULL, created_at timestamptz NOT NULL,
            expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz,
            CONSTRAINT pk_api_keys PRIMARY KEY (org_id, id)
        );
        CREATE UNIQUE INDEX uq_api_keys_key_hash ON api_keys (key_hash);

        CREATE TABLE one_time_links (
            token_hash text NOT NULL, purpose text NOT NULL, user_id uuid NOT NULL, email text NOT NULL,
            created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz,
            CONSTRAINT pk_one_time_links PRIMARY KEY (token_hash),
            CONSTRAINT ck_one_time_links_purpose CHECK (purpose IN ('verify_email', 'reset_password')),
            CONSTRAINT fk_one_time_links_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_one_time_links_user_id ON one_time_links (user_id);

        CREATE TABLE second_factors (
            user_id uuid NOT NULL, secret text NOT NULL, confirmed_at timestamptz, last_step bigint NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT pk_second_factors PRIMARY KEY (user_id),
            CONSTRAINT fk_second_factors_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE TABLE recovery_codes (
            user_id uuid NOT NULL, code_hash text NOT NULL, used_at timestamptz,
            CONSTRAINT pk_recovery_codes PRIMARY KEY (user_id, code_hash),
            CONSTRAINT fk_recovery_codes_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        """
    )
    schema.tenant_tables("roles", "invitations", "api_keys")
    schema.shared_tables("one_time_links", "second_factors", "recovery_codes")
    op.execute("DROP FUNCTION session_role(uuid)")
    op.execute(
        f"""
        CREATE FUNCTION session_standing(session uuid)
        RETURNS TABLE (role text, role_permissions jsonb, email text, is_verified boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$
            SELECT m.role, r.permissions, u.email, u.is_verified FROM sessions s
            JOIN users u ON u.id = s.user_id AND u.is_active
            JOIN memberships m ON m.org_id = s.org_id AND m.user_id = s.user_id AND m.deactivated_at IS NULL
            LEFT JOIN roles r ON r.org_id = m.org_id AND r.id = m.role_id
            WHERE s.id = session AND s.ended_at IS NULL
        $$;
        CREATE FUNCTION api_key_standing(hash text, moment timestamptz)
        RETURNS TABLE (org_id uuid, id uuid, name text, permissions jsonb, last_used_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$
            SELECT k.org_id, k.id, k.name, k.permissions, k.last_used_at FROM api_keys k
            WHERE k.key_hash = hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > moment)
        $$;
        REVOKE ALL ON FUNCTION session_standing(uuid), api_key_standing(text, timestamptz) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION session_standing(uuid), api_key_standing(text, timestamptz) TO {APP_ROLE};
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION session_standing(uuid); DROP FUNCTION api_key_standing(text, timestamptz)")
    op.execute(
        f"""
        DROP TABLE recovery_codes, second_factors, one_time_links, api_keys, invitations;
        ALTER TABLE memberships DROP CONSTRAINT ck_memberships_custom, DROP CONSTRAINT ck_memberships_role,
            DROP CONSTRAINT fk_memberships_org_id_role_id;
        DELETE FROM memberships WHERE deactivated_at IS NOT NULL;
        UPDATE memberships SET role = 'viewer' WHERE role = 'custom';
        ALTER TABLE memberships DROP COLUMN role_id, DROP COLUMN deactivated_at;
        ALTER TABLE memberships ADD CONSTRAINT ck_memberships_role CHECK (role IN ({ROLES}));
        DROP TABLE roles;
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
