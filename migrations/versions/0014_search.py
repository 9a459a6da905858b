"""Search by a word that uses its trigram index.

LIKE is not leakproof, so behind row-level security PostgreSQL must not use an index for it, and reads every row of the
organisation. These two functions run as their owner, whom a policy lets through, and apply the scope themselves: they
return ids of the organisation in scope only, and none without a scope.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from app.kernel.db import APP_ROLE
from app.kernel.schema import SCOPE

revision = "0014"
down_revision = max(f.name[:4] for f in Path(__file__).parent.glob("00*.py") if f.name[:4] < "0014")
branch_labels = None
depends_on = None

FUNCTIONS = {
    "matching_orders": ("orders", "", "placed_at DESC, id DESC"),
    "matching_products": ("products", "AND deleted_at IS NULL", "updated_at DESC, id DESC"),
}


def upgrade() -> None:
    for name, (table, also, order) in FUNCTIONS.items():
        op.execute(
            f"""CREATE FUNCTION {name}(pattern text, most integer) RETURNS SETOF uuid
                LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public AS $body$
            BEGIN
                RETURN QUERY EXECUTE 'SELECT id FROM public.{table} WHERE org_id = $1 AND search LIKE $2 {also}
                    ORDER BY {order} LIMIT $3' USING {SCOPE}, pattern, most;
            END $body$"""
        )
        op.execute(f"REVOKE ALL ON FUNCTION {name}(text, integer) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name}(text, integer) TO {APP_ROLE}")
    op.execute("CREATE INDEX ix_orders_number ON orders (org_id, number)")
    op.execute("CREATE INDEX ix_shipments_state ON shipments (org_id, state, created_at DESC, id DESC)")


def downgrade() -> None:
    op.execute("DROP INDEX ix_orders_number, ix_shipments_state")
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}(text, integer)")
