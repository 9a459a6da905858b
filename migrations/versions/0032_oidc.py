"""Sign-in by a provider of identities: the provider, who is linked, sign-ins under way."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE oidc_providers (
            id text NOT NULL, name text NOT NULL, issuer text NOT NULL, client_id text NOT NULL,
            client_secret text NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_oidc_providers PRIMARY KEY (id)
        );
        CREATE TABLE oidc_identities (
            id uuid NOT NULL, user_id uuid NOT NULL, issuer text NOT NULL, subject text NOT NULL, email text NOT NULL,
            created_at timestamptz NOT NULL, last_used_at timestamptz,
            CONSTRAINT pk_oidc_identities PRIMARY KEY (id),
            CONSTRAINT fk_oidc_identities_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX uq_oidc_identities_subject ON oidc_identities (issuer, subject);
        CREATE UNIQUE INDEX uq_oidc_identities_user_id ON oidc_identities (user_id, issuer);
        CREATE TABLE oidc_states (
            state_hash text NOT NULL, binding_hash text NOT NULL, provider_id text NOT NULL, user_id uuid,
            nonce text NOT NULL, verifier text NOT NULL, expires_at timestamptz NOT NULL,
            CONSTRAINT pk_oidc_states PRIMARY KEY (state_hash),
            CONSTRAINT fk_oidc_states_provider_id FOREIGN KEY (provider_id) REFERENCES oidc_providers (id) ON DELETE CASCADE,
            CONSTRAINT fk_oidc_states_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_oidc_states_expires_at ON oidc_states (expires_at);
        CREATE INDEX ix_oidc_states_provider_id ON oidc_states (provider_id);
        CREATE INDEX ix_oidc_states_user_id ON oidc_states (user_id);
        """
    )
    schema.shared_tables("oidc_providers", "oidc_identities", "oidc_states")


def downgrade() -> None:
    op.execute("DROP TABLE oidc_states, oidc_identities, oidc_providers")
