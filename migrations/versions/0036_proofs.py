"""Fresh proofs, demanded second factors, the life of sessions; whose session tokens a provider's are taken from."""

from __future__ import annotations

from alembic import op

from app.kernel.db import APP_ROLE

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE orgs ADD COLUMN second_factor text NOT NULL DEFAULT 'nobody', ADD COLUMN session_idle_minutes integer,
            ADD COLUMN session_hours integer,
            ADD CONSTRAINT ck_orgs_second_factor CHECK (second_factor IN ('nobody', 'admins', 'everybody'));
        ALTER TABLE orgs ALTER COLUMN second_factor DROP DEFAULT;
        ALTER TABLE sessions ADD COLUMN remembered boolean NOT NULL DEFAULT true,
            ADD COLUMN strong boolean NOT NULL DEFAULT false,
            ADD COLUMN proved_at timestamptz;
        UPDATE sessions SET proved_at = created_at, strong = EXISTS (
            SELECT FROM second_factors f WHERE f.user_id = sessions.user_id AND f.confirmed_at <= sessions.created_at
        );
        ALTER TABLE sessions ALTER COLUMN remembered DROP DEFAULT, ALTER COLUMN strong DROP DEFAULT,
            ALTER COLUMN proved_at SET NOT NULL;
        ALTER TABLE oidc_providers ADD COLUMN parties jsonb NOT NULL DEFAULT '[]';
        ALTER TABLE oidc_providers ALTER COLUMN parties DROP DEFAULT;
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION session_gate(session uuid, moment timestamptz)
        RETURNS TABLE (demanded boolean, strong boolean, proved_at timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$
            SELECT o.second_factor = 'everybody' OR (o.second_factor = 'admins' AND m.role IN ('owner', 'admin')),
                s.strong, s.proved_at
            FROM sessions s
            JOIN orgs o ON o.id = s.org_id
            JOIN memberships m ON m.org_id = s.org_id AND m.user_id = s.user_id
            WHERE s.id = session AND s.expires_at > moment
        $$;
        REVOKE ALL ON FUNCTION session_gate(uuid, timestamptz) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION session_gate(uuid, timestamptz) TO {APP_ROLE};
        """
    )


def downgrade() -> None:
    op.execute(
        """
        DROP FUNCTION session_gate(uuid, timestamptz);
        ALTER TABLE oidc_providers DROP COLUMN parties;
        ALTER TABLE sessions DROP COLUMN remembered, DROP COLUMN strong, DROP COLUMN proved_at;
        ALTER TABLE orgs DROP COLUMN second_factor, DROP COLUMN session_idle_minutes, DROP COLUMN session_hours
        """
    )
