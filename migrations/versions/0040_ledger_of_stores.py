"""Movements of stock that another store made are not told to those who are limited to theirs: its name stands in `actor`."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        f"""CREATE FUNCTION movement_in_reach(text, text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1
            AS $$ BEGIN RETURN public.reference_in_reach($1) AND CASE split_part($2, ':', 1)
                WHEN 'channel' THEN split_part($2, ':', 2)::uuid = ANY ({schema.LIMIT}) ELSE true END; END $$"""
    )
    op.execute("DROP POLICY stores ON stock_ledger")
    schema.bound("stock_ledger", schema.within_by("movement_in_reach(reference, actor)"))


def downgrade() -> None:
    op.execute("DROP POLICY stores ON stock_ledger")
    schema.bound("stock_ledger", schema.within_by("reference_in_reach(reference)"))
    op.execute("DROP FUNCTION movement_in_reach(text, text)")
