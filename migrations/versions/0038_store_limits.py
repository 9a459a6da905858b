"""Members, invitations and API keys that are limited to some stores, and policies that hold them to it."""

from __future__ import annotations

from alembic import op

from app.kernel import schema
from app.kernel.db import APP_ROLE

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OF_STORE = (
    "channel_stock", "channel_taken", "dead_letters", "fulfilment_pushes", "listing_variants", "listings", "location_links",
    "orders", "product_daily", "sales_daily", "shipments", "store_activity", "sync_cursors", "sync_runs", "sync_schedules",
)  # fmt: skip
"""Their own column says which store it is."""
OF_STORE_OR_NONE = ("activity", "alerts")
"""So it does here, and what is of no store is the whole organisation's."""
THROUGH = {
    "order_items": "order_in_reach(order_id)",
    "order_raw": "order_in_reach(order_id)",
    "order_refunds": "order_in_reach(order_id)",
    "order_events": "order_in_reach(order_id)",
    "shipment_lines": "shipment_in_reach(shipment_id)",
    "tracking_events": "shipment_in_reach(shipment_id)",
    "sync_items": "run_in_reach(run_id)",
    "field_changes": "listing_in_reach(listing_id)",
    "field_decisions": "field_change_in_reach(change_id)",
    "inbox_endpoints": "connection_in_reach(id::text)",
    "inbox_messages": "connection_in_reach(endpoint_id::text)",
    "exchange_log": "connection_in_reach(connection_id)",
    "customers": "customer_in_reach(id)",
    "stock_reservations": "(owner_kind <> 'order' OR order_in_reach(owner_id))",
    "stock_ledger": "reference_in_reach(reference)",
}
"""They hang on something that is a store's."""
CLOSED = (
    "api_key_stores", "api_keys", "connection_drafts", "consents", "invitation_stores", "invitations", "privacy_requests",
    "retention_policies", "retention_runs", "security_cursors", "security_findings", "security_rules",
)  # fmt: skip
"""The whole organisation's business."""
UNSEEN = ("audit_chain", "audit_heads", "audit_log", "mails", "outbox_deliveries")
"""What anybody's work leaves behind, and only those read who see all stores."""
READ_ONLY = (
    "inventory_settings", "locations", "membership_stores", "memberships", "oauth_clients", "organisation_settings", "orgs",
    "privacy_texts",
    "product_images", "product_versions", "products", "roles", "ship_from_addresses", "variants",
)  # fmt: skip
"""The organisation's own, which those who work on some stores may know."""

CHECKS = {
    "order_in_reach": ("uuid", "SELECT 1 FROM public.orders o WHERE o.org_id = {scope} AND o.id = $1"),
    "shipment_in_reach": ("uuid", "SELECT 1 FROM public.shipments s WHERE s.org_id = {scope} AND s.id = $1"),
    "run_in_reach": ("uuid", "SELECT 1 FROM public.sync_runs r WHERE r.org_id = {scope} AND r.id = $1"),
    "listing_in_reach": ("uuid", "SELECT 1 FROM public.listings l WHERE l.org_id = {scope} AND l.id = $1"),
    "field_change_in_reach": ("uuid", "SELECT 1 FROM public.field_changes f WHERE f.org_id = {scope} AND f.id = $1"),
    "connection_in_reach": (
        "text",
        "SELECT 1 FROM public.connections c WHERE c.org_id = {scope} AND c.id::text = $1 AND c.store_id IS NOT NULL",
    ),
    "customer_in_reach": ("uuid", "SELECT 1 FROM public.orders o WHERE o.org_id = {scope} AND o.customer_id = $1"),
    "reference_in_reach": (
        "text",
        """SELECT 1 WHERE CASE split_part($1, ':', 1)
               WHEN 'order' THEN public.order_in_reach(split_part($1, ':', 2)::uuid)
               WHEN 'store' THEN split_part($1, ':', 2)::uuid = ANY ({limit}) ELSE true END""",
    ),
}
"""Asked under the asker's own policies: a thing is within reach whose parent they see. Functions, so that statements of the
unlimited, who never call them, are planned as if they were not there."""


def upgrade() -> None:
    _limits()
    _standings()
    _buyers()
    for name, (kind, query) in CHECKS.items():
        body = query.format(scope=schema.SCOPE, limit=schema.LIMIT)
        op.execute(
            f"""CREATE FUNCTION {name}({kind}) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1
                AS $$ BEGIN RETURN EXISTS ({body}); END $$"""
        )
    schema.bound("stores", schema.within("id"))
    schema.bound("connections", schema.within())  # carriers' belong to no store: whoever ships may use them
    for table in OF_STORE:
        schema.bound(table, schema.within())
    for table in OF_STORE_OR_NONE:
        schema.bound(table, schema.within(schema.or_none("store_id")))
    for table, check in THROUGH.items():
        schema.bound(table, schema.within_by(check))
    for table in CLOSED:
        schema.bound(table, f"{schema.LIMIT} IS NULL")
    for table in UNSEEN:
        schema.bound(table, f"{schema.LIMIT} IS NULL", only="SELECT")
    for table in READ_ONLY:
        # the default place of stock is made by whoever asks for it first; there is one at most
        schema.bound_writes(table, but="is_default" if table == "locations" else "false")
    op.execute(f"CREATE OR REPLACE VIEW orders_finder AS {FINDER} AND {schema.within()}")
    _indexes("store_id, ", "INCLUDE (store_id)")


def _limits() -> None:
    op.execute(
        """
        ALTER TABLE memberships ADD COLUMN limited boolean NOT NULL DEFAULT false;
        ALTER TABLE memberships ALTER COLUMN limited DROP DEFAULT;
        ALTER TABLE memberships ADD CONSTRAINT ck_memberships_owner_sees_all CHECK (role <> 'owner' OR NOT limited);
        ALTER TABLE invitations ADD COLUMN limited boolean NOT NULL DEFAULT false;
        ALTER TABLE invitations ALTER COLUMN limited DROP DEFAULT;
        ALTER TABLE api_keys ADD COLUMN limited boolean NOT NULL DEFAULT false;
        ALTER TABLE api_keys ALTER COLUMN limited DROP DEFAULT;
        CREATE TABLE membership_stores (
            org_id uuid NOT NULL, user_id uuid NOT NULL, store_id uuid NOT NULL,
            CONSTRAINT pk_membership_stores PRIMARY KEY (org_id, user_id, store_id),
            CONSTRAINT fk_membership_stores_org_id_user_id FOREIGN KEY (org_id, user_id)
                REFERENCES memberships (org_id, user_id) ON DELETE CASCADE,
            CONSTRAINT fk_membership_stores_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE
        );
        CREATE INDEX ix_membership_stores_store_id ON membership_stores (org_id, store_id);
        CREATE TABLE invitation_stores (
            org_id uuid NOT NULL, invitation_id uuid NOT NULL, store_id uuid NOT NULL,
            CONSTRAINT pk_invitation_stores PRIMARY KEY (org_id, invitation_id, store_id),
            CONSTRAINT fk_invitation_stores_org_id_invitation_id FOREIGN KEY (org_id, invitation_id)
                REFERENCES invitations (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_invitation_stores_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE
        );
        CREATE INDEX ix_invitation_stores_store_id ON invitation_stores (org_id, store_id);
        CREATE TABLE api_key_stores (
            org_id uuid NOT NULL, key_id uuid NOT NULL, store_id uuid NOT NULL,
            CONSTRAINT pk_api_key_stores PRIMARY KEY (org_id, key_id, store_id),
            CONSTRAINT fk_api_key_stores_org_id_key_id FOREIGN KEY (org_id, key_id)
                REFERENCES api_keys (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_api_key_stores_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE
        );
        CREATE INDEX ix_api_key_stores_store_id ON api_key_stores (org_id, store_id);
        """
    )
    schema.tenant_tables("membership_stores", "invitation_stores", "api_key_stores")


SESSION = """
CREATE FUNCTION session_standing(session uuid)
RETURNS TABLE (role text, role_permissions jsonb, email text, is_verified boolean{column})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.role, r.permissions, u.email, u.is_verified{value} FROM sessions s
    JOIN users u ON u.id = s.user_id AND u.is_active
    JOIN memberships m ON m.org_id = s.org_id AND m.user_id = s.user_id AND m.deactivated_at IS NULL
    LEFT JOIN roles r ON r.org_id = m.org_id AND r.id = m.role_id
    WHERE s.id = session AND s.ended_at IS NULL
$$;
REVOKE ALL ON FUNCTION session_standing(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_standing(uuid) TO {app};
"""
API_KEY = """
CREATE FUNCTION api_key_standing(hash text, moment timestamptz)
RETURNS TABLE (org_id uuid, id uuid, name text, permissions jsonb, last_used_at timestamptz{column})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.org_id, k.id, k.name, k.permissions, k.last_used_at{value} FROM api_keys k
    WHERE k.key_hash = hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > moment)
$$;
REVOKE ALL ON FUNCTION api_key_standing(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_key_standing(text, timestamptz) TO {app};
"""
OAUTH = """
CREATE FUNCTION oauth_standing(org uuid, client uuid, permit uuid, moment timestamptz)
RETURNS TABLE (client_name text, client_scopes jsonb, user_id uuid, scopes jsonb, role text, role_permissions jsonb,
               email text, is_verified boolean{column})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.name, c.scopes, u.id, g.scopes, m.role, r.permissions, u.email, u.is_verified{value} FROM oauth_clients c
    LEFT JOIN oauth_grants g ON g.org_id = c.org_id AND g.client_id = c.id AND g.id = permit
        AND g.revoked_at IS NULL AND g.expires_at > moment
    LEFT JOIN users u ON u.id = g.user_id AND u.is_active
    LEFT JOIN memberships m ON m.org_id = g.org_id AND m.user_id = u.id AND m.deactivated_at IS NULL
    LEFT JOIN roles r ON r.org_id = m.org_id AND r.id = m.role_id
    WHERE c.org_id = org AND c.id = client AND c.revoked_at IS NULL
        AND (m.user_id IS NOT NULL OR (permit IS NULL AND c.client_credentials))
$$;
REVOKE ALL ON FUNCTION oauth_standing(uuid, uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION oauth_standing(uuid, uuid, uuid, timestamptz) TO {app};
"""
DROP = """
DROP FUNCTION session_standing(uuid); DROP FUNCTION api_key_standing(text, timestamptz);
DROP FUNCTION oauth_standing(uuid, uuid, uuid, timestamptz);
"""
OF_MEMBER = """, CASE WHEN m.limited THEN ARRAY(SELECT l.store_id FROM membership_stores l
        WHERE l.org_id = m.org_id AND l.user_id = m.user_id) END"""
OF_KEY = """, CASE WHEN k.limited THEN ARRAY(SELECT l.store_id FROM api_key_stores l
        WHERE l.org_id = k.org_id AND l.key_id = k.id) END"""


def _standings() -> None:
    """What a caller is worth now says the stores, too: one round trip as before. NULL: all."""
    op.execute(DROP)
    for function, value in ((SESSION, OF_MEMBER), (API_KEY, OF_KEY), (OAUTH, OF_MEMBER)):
        op.execute(function.format(column=", store_ids uuid[]", value=value, app=APP_ROLE))


def _buyers() -> None:
    """Buyers are known by address over all stores: whoever enters an order meets them by this door, and gets an id."""
    op.execute(
        f"""
        CREATE FUNCTION meet_customers(ids uuid[], emails text[], names text[], phones text[], moment timestamptz)
        RETURNS TABLE (id uuid, email text) LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
            INSERT INTO customers AS c (org_id, id, email, name, phone, created_at, updated_at)
            SELECT {schema.SCOPE}, u.id, u.email, u.name, u.phone, moment, moment
            FROM unnest(ids, emails, names, phones) AS u(id, email, name, phone) ORDER BY u.email
            ON CONFLICT (org_id, email) WHERE email <> '' DO UPDATE
            SET name = COALESCE(NULLIF(excluded.name, ''), c.name),
                phone = COALESCE(NULLIF(excluded.phone, ''), c.phone), updated_at = excluded.updated_at
            RETURNING c.id, c.email $$;
        REVOKE ALL ON FUNCTION meet_customers(uuid[], text[], text[], text[], timestamptz) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION meet_customers(uuid[], text[], text[], text[], timestamptz) TO {APP_ROLE};
        """
    )


FINDER = f"""SELECT org_id, id, search, placed_at, store_id, status, payment_status, fulfilment_status, email FROM orders
             WHERE org_id = {schema.SCOPE}"""


def _indexes(more: str, include: str) -> None:
    """The store has to stand in those that counts are made from, or each row is read for it."""
    op.execute(
        f"""
        DROP INDEX ix_orders_status, ix_shipments_state;
        CREATE INDEX ix_orders_status ON orders (org_id, status, placed_at DESC, id DESC)
            INCLUDE ({more}payment_status, fulfilment_status);
        CREATE INDEX ix_shipments_state ON shipments (org_id, state, created_at DESC, id DESC) {include};
        """
    )


def downgrade() -> None:
    _indexes("", "")
    op.execute(f"CREATE OR REPLACE VIEW orders_finder AS {FINDER}")
    for table in ("stores", "connections", *OF_STORE, *OF_STORE_OR_NONE, *THROUGH, *CLOSED, *UNSEEN):
        op.execute(f"DROP POLICY stores ON {table}")
    for table in READ_ONLY:
        op.execute(
            f"DROP POLICY stores_insert ON {table}; DROP POLICY stores_update ON {table}; DROP POLICY stores_delete ON {table}"
        )
    for name, (kind, _) in CHECKS.items():
        op.execute(f"DROP FUNCTION {name}({kind})")
    op.execute("DROP FUNCTION meet_customers(uuid[], text[], text[], text[], timestamptz)")
    op.execute(DROP)
    for function in (SESSION, API_KEY, OAUTH):
        op.execute(function.format(column="", value="", app=APP_ROLE))
    op.execute(
        """
        DROP TABLE api_key_stores, invitation_stores, membership_stores;
        UPDATE memberships SET deactivated_at = COALESCE(deactivated_at, now()) WHERE limited;
        UPDATE invitations SET revoked_at = COALESCE(revoked_at, now()) WHERE limited AND accepted_at IS NULL;
        UPDATE api_keys SET revoked_at = COALESCE(revoked_at, now()) WHERE limited;
        ALTER TABLE api_keys DROP COLUMN limited;
        ALTER TABLE invitations DROP COLUMN limited;
        ALTER TABLE memberships DROP CONSTRAINT ck_memberships_owner_sees_all, DROP COLUMN limited;
        """
    )
