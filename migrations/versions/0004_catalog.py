"""Products, variants, images, versions; listings of channels and their mapping."""

from __future__ import annotations

from alembic import op

from app.kernel import schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE products (
            org_id uuid NOT NULL, id uuid NOT NULL, title text NOT NULL, description_html text NOT NULL,
            vendor text NOT NULL, product_type text NOT NULL, tags text[] NOT NULL, status text NOT NULL,
            handle text NOT NULL, options jsonb NOT NULL, currency text NOT NULL, search text NOT NULL,
            version integer NOT NULL, deleted_at timestamptz, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_products PRIMARY KEY (org_id, id),
            CONSTRAINT ck_products_status CHECK (status IN ('active', 'draft', 'archived'))
        );
        CREATE INDEX ix_products_search ON products USING gin (search gin_trgm_ops);
        CREATE INDEX ix_products_updated ON products (org_id, updated_at, id) WHERE deleted_at IS NULL;
        CREATE INDEX ix_products_status ON products (org_id, status);

        CREATE TABLE variants (
            org_id uuid NOT NULL, id uuid NOT NULL, product_id uuid NOT NULL, sku text NOT NULL, barcode text NOT NULL,
            title text NOT NULL, options jsonb NOT NULL, price numeric(20, 4), compare_at_price numeric(20, 4),
            cost numeric(20, 4), weight_grams numeric(20, 4), track_inventory boolean NOT NULL,
            position integer NOT NULL, image_id uuid, deleted_at timestamptz, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT pk_variants PRIMARY KEY (org_id, id),
            CONSTRAINT fk_variants_org_id_product_id FOREIGN KEY (org_id, product_id)
                REFERENCES products (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_variants_amounts
                CHECK (price >= 0 AND compare_at_price >= 0 AND cost >= 0 AND weight_grams >= 0)
        );
        CREATE UNIQUE INDEX uq_variants_sku ON variants (org_id, sku) WHERE sku <> '' AND deleted_at IS NULL;
        CREATE INDEX ix_variants_barcode ON variants (org_id, barcode) WHERE barcode <> '';
        CREATE INDEX ix_variants_product_id ON variants (org_id, product_id, position);

        CREATE TABLE product_images (
            org_id uuid NOT NULL, id uuid NOT NULL, product_id uuid NOT NULL, url text NOT NULL, alt text NOT NULL,
            position integer NOT NULL, created_at timestamptz NOT NULL,
            CONSTRAINT pk_product_images PRIMARY KEY (org_id, id),
            CONSTRAINT fk_product_images_org_id_product_id FOREIGN KEY (org_id, product_id)
                REFERENCES products (org_id, id) ON DELETE CASCADE
        );
        CREATE INDEX ix_product_images_product_id ON product_images (org_id, product_id, position);

        CREATE TABLE product_versions (
            org_id uuid NOT NULL, product_id uuid NOT NULL, version integer NOT NULL, snapshot jsonb NOT NULL,
            actor text NOT NULL, at timestamptz NOT NULL,
            CONSTRAINT pk_product_versions PRIMARY KEY (org_id, product_id, version),
            CONSTRAINT fk_product_versions_org_id_product_id FOREIGN KEY (org_id, product_id)
                REFERENCES products (org_id, id) ON DELETE CASCADE
        );

        CREATE TABLE listings (
            org_id uuid NOT NULL, id uuid NOT NULL, store_id uuid NOT NULL, product_id uuid, external_id text NOT NULL,
            state text NOT NULL, title text NOT NULL, url text NOT NULL, status text NOT NULL, currency text NOT NULL,
            base jsonb NOT NULL, remote_updated_at timestamptz, push_state text NOT NULL, push_error text NOT NULL,
            synced_at timestamptz, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_listings PRIMARY KEY (org_id, id),
            CONSTRAINT fk_listings_org_id_store_id FOREIGN KEY (org_id, store_id)
                REFERENCES stores (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_listings_org_id_product_id FOREIGN KEY (org_id, product_id)
                REFERENCES products (org_id, id) ON DELETE SET NULL (product_id),
            CONSTRAINT ck_listings_state CHECK (state IN ('linked', 'suggested', 'unlinked', 'deleted')),
            CONSTRAINT ck_listings_push_state
                CHECK (push_state IN ('clean', 'pending', 'published', 'failed', 'unknown'))
        );
        CREATE UNIQUE INDEX uq_listings_external_id ON listings (org_id, store_id, external_id);
        CREATE INDEX ix_listings_product_id ON listings (org_id, product_id);
        CREATE INDEX ix_listings_push_state ON listings (org_id, store_id)
            WHERE push_state IN ('pending', 'unknown');

        CREATE TABLE listing_variants (
            org_id uuid NOT NULL, id uuid NOT NULL, listing_id uuid NOT NULL, store_id uuid NOT NULL, variant_id uuid,
            suggested_variant_id uuid, external_id text NOT NULL, stock_id text NOT NULL, title text NOT NULL,
            sku text NOT NULL, barcode text NOT NULL, price numeric(20, 4), base jsonb NOT NULL, gone_at timestamptz,
            created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
            CONSTRAINT pk_listing_variants PRIMARY KEY (org_id, id),
            CONSTRAINT fk_listing_variants_org_id_listing_id FOREIGN KEY (org_id, listing_id)
                REFERENCES listings (org_id, id) ON DELETE CASCADE,
            CONSTRAINT fk_listing_variants_org_id_variant_id FOREIGN KEY (org_id, variant_id)
                REFERENCES variants (org_id, id) ON DELETE SET NULL (variant_id)
        );
        CREATE UNIQUE INDEX uq_listing_variants_external_id ON listing_variants (org_id, store_id, external_id);
        CREATE INDEX ix_listing_variants_variant_id ON listing_variants (org_id, variant_id);
        CREATE INDEX ix_listing_variants_listing_id ON listing_variants (org_id, listing_id);
        CREATE INDEX ix_listing_variants_stock_id ON listing_variants (org_id, store_id, stock_id);

        CREATE TABLE field_changes (
            org_id uuid NOT NULL, id uuid NOT NULL, listing_id uuid NOT NULL, entity_id uuid NOT NULL,
            field text NOT NULL, base text, ours text, theirs text, winner text NOT NULL, at timestamptz NOT NULL,
            CONSTRAINT pk_field_changes PRIMARY KEY (org_id, id),
            CONSTRAINT fk_field_changes_org_id_listing_id FOREIGN KEY (org_id, listing_id)
                REFERENCES listings (org_id, id) ON DELETE CASCADE,
            CONSTRAINT ck_field_changes_winner CHECK (winner IN ('ours', 'theirs'))
        );
        CREATE INDEX ix_field_changes_listing_id ON field_changes (org_id, listing_id, at);
        """
    )
    schema.tenant_tables("products", "variants", "product_images", "listings", "listing_variants")
    schema.tenant_tables("product_versions", "field_changes", writes="INSERT")


def downgrade() -> None:
    op.execute("DROP TABLE field_changes, listing_variants, listings, product_versions, product_images, variants, products")
