"""Keys of access tokens: pairs of P-256, the private halves sealed by the vault."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0030"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE signing_keys (
            kid text NOT NULL, algorithm text NOT NULL, public_key jsonb NOT NULL, private_key text NOT NULL,
            created_at timestamptz NOT NULL, verifies_until timestamptz,
            CONSTRAINT pk_signing_keys PRIMARY KEY (kid),
            CONSTRAINT ck_signing_keys_algorithm CHECK (algorithm IN ('ES256'))
        );
        CREATE UNIQUE INDEX uq_signing_keys_active ON signing_keys (algorithm) WHERE verifies_until IS NULL;
        """
    )
    schema.shared_tables("signing_keys")


def downgrade() -> None:
    op.execute("DROP TABLE signing_keys")
