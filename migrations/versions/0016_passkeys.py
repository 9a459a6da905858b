"""Passkeys, and the challenges that they answer."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE passkeys (
            id uuid NOT NULL, user_id uuid NOT NULL, credential_id text NOT NULL, public_key bytea NOT NULL,
            sign_count bigint NOT NULL, name text NOT NULL, created_at timestamptz NOT NULL, last_used_at timestamptz,
            CONSTRAINT pk_passkeys PRIMARY KEY (id),
            CONSTRAINT fk_passkeys_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE UNIQUE INDEX uq_passkeys_credential_id ON passkeys (credential_id);
        CREATE INDEX ix_passkeys_user_id ON passkeys (user_id);
        CREATE TABLE passkey_challenges (
            id uuid NOT NULL, challenge bytea NOT NULL, user_id uuid, expires_at timestamptz NOT NULL,
            CONSTRAINT pk_passkey_challenges PRIMARY KEY (id),
            CONSTRAINT fk_passkey_challenges_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
        );
        CREATE INDEX ix_passkey_challenges_user_id ON passkey_challenges (user_id);
        CREATE INDEX ix_passkey_challenges_expires_at ON passkey_challenges (expires_at);
        """
    )
    schema.shared_tables("passkeys", "passkey_challenges")


def downgrade() -> None:
    op.execute("DROP TABLE passkey_challenges, passkeys")
