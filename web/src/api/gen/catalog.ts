// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["listings", "products"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      linkListingVariant: build.mutation<
        LinkListingVariantApiResponse,
        LinkListingVariantApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/listing-variants/${encodeURIComponent(String(queryArg.listingVariantId))}/link`,
          method: "POST",
          body: queryArg.appCatalogBodiesLinkBody,
        }),
        invalidatesTags: ["listings"],
      }),
      unlinkListingVariant: build.mutation<
        UnlinkListingVariantApiResponse,
        UnlinkListingVariantApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/listing-variants/${encodeURIComponent(String(queryArg.listingVariantId))}/unlink`,
          method: "POST",
        }),
        invalidatesTags: ["listings"],
      }),
      listListings: build.query<ListListingsApiResponse, ListListingsApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/listings`,
          params: {
            state: queryArg.state,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["listings"],
      }),
      listProducts: build.query<ListProductsApiResponse, ListProductsApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/products`,
          params: {
            store_id: queryArg.storeId,
            deleted: queryArg.deleted,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
            q: queryArg.q,
            status: queryArg.status,
            vendor: queryArg.vendor,
            type: queryArg["type"],
            tag: queryArg.tag,
          },
        }),
        providesTags: ["products"],
      }),
      createProduct: build.mutation<
        CreateProductApiResponse,
        CreateProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products`,
          method: "POST",
          body: queryArg.productBody,
        }),
        invalidatesTags: ["products"],
      }),
      countProducts: build.query<CountProductsApiResponse, CountProductsApiArg>(
        {
          query: () => ({ url: `/api/v1/products/facets` }),
          providesTags: ["products"],
        },
      ),
      deleteProduct: build.mutation<
        DeleteProductApiResponse,
        DeleteProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}`,
          method: "DELETE",
          headers: {
            "If-Match": queryArg["If-Match"] ?? undefined,
          },
        }),
        invalidatesTags: ["products"],
      }),
      getProduct: build.query<GetProductApiResponse, GetProductApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}`,
        }),
        providesTags: ["products"],
      }),
      updateProduct: build.mutation<
        UpdateProductApiResponse,
        UpdateProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}`,
          method: "PUT",
          body: queryArg.productPatch,
          headers: {
            "If-Match": queryArg["If-Match"] ?? undefined,
          },
        }),
        invalidatesTags: ["products"],
      }),
      listProductListings: build.query<
        ListProductListingsApiResponse,
        ListProductListingsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}/listings`,
        }),
        providesTags: ["products"],
      }),
      listProductInStore: build.mutation<
        ListProductInStoreApiResponse,
        ListProductInStoreApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}/listings`,
          method: "POST",
          body: queryArg.listBody,
        }),
        invalidatesTags: ["products"],
      }),
      restoreProduct: build.mutation<
        RestoreProductApiResponse,
        RestoreProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}/restore`,
          method: "POST",
        }),
        invalidatesTags: ["products"],
      }),
      listProductVersions: build.query<
        ListProductVersionsApiResponse,
        ListProductVersionsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/products/${encodeURIComponent(String(queryArg.productId))}/versions`,
        }),
        providesTags: ["products"],
      }),
      listStoreProducts: build.query<
        ListStoreProductsApiResponse,
        ListStoreProductsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/products`,
          params: {
            cursor: queryArg.cursor,
            limit: queryArg.limit,
            q: queryArg.q,
            status: queryArg.status,
            vendor: queryArg.vendor,
            type: queryArg["type"],
            tag: queryArg.tag,
          },
        }),
        providesTags: ["products"],
      }),
      createStoreProduct: build.mutation<
        CreateStoreProductApiResponse,
        CreateStoreProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/products`,
          method: "POST",
          body: queryArg.productBody,
        }),
        invalidatesTags: ["products"],
      }),
      bulkUpdateStoreProducts: build.mutation<
        BulkUpdateStoreProductsApiResponse,
        BulkUpdateStoreProductsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/products/bulk-update`,
          method: "POST",
          body: queryArg.appCatalogBodiesBulkBody,
        }),
        invalidatesTags: ["products"],
      }),
      deleteStoreProduct: build.mutation<
        DeleteStoreProductApiResponse,
        DeleteStoreProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/products/${encodeURIComponent(String(queryArg.productId))}`,
          method: "DELETE",
          headers: {
            "If-Match": queryArg["If-Match"] ?? undefined,
          },
        }),
        invalidatesTags: ["products"],
      }),
      getStoreProduct: build.query<
        GetStoreProductApiResponse,
        GetStoreProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/products/${encodeURIComponent(String(queryArg.productId))}`,
        }),
        providesTags: ["products"],
      }),
      updateStoreProduct: build.mutation<
        UpdateStoreProductApiResponse,
        UpdateStoreProductApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/products/${encodeURIComponent(String(queryArg.productId))}`,
          method: "PUT",
          body: queryArg.productPatch,
          headers: {
            "If-Match": queryArg["If-Match"] ?? undefined,
          },
        }),
        invalidatesTags: ["products"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as catalogApi };
export type LinkListingVariantApiResponse =
  /** status 200 Successful Response */ EnvelopeListingVariantOut;
export type LinkListingVariantApiArg = {
  listingVariantId: string;
  appCatalogBodiesLinkBody: LinkBody;
};
export type UnlinkListingVariantApiResponse =
  /** status 200 Successful Response */ EnvelopeListingVariantOut;
export type UnlinkListingVariantApiArg = {
  listingVariantId: string;
};
export type ListListingsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeListingOut;
export type ListListingsApiArg = {
  state?: "linked" | "suggested" | "unlinked" | "deleted";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ListProductsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeProductRow;
export type ListProductsApiArg = {
  /** Only what one of these stores lists. */
  storeId?: string[];
  /** Only deleted ones, which can be restored. */
  deleted?: boolean;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
  /** In title, vendor, type, tags, SKU, barcode. */
  q?: string;
  status?: "active" | "draft" | "archived";
  vendor?: string;
  type?: string;
  tag?: string;
};
export type CreateProductApiResponse =
  /** status 201 Successful Response */ EnvelopeProductOut;
export type CreateProductApiArg = {
  productBody: ProductBody;
};
export type CountProductsApiResponse =
  /** status 200 Successful Response */ EnvelopeProductFacetsOut;
export type CountProductsApiArg = void;
export type DeleteProductApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DeleteProductApiArg = {
  productId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
};
export type GetProductApiResponse =
  /** status 200 Successful Response */ EnvelopeProductOut;
export type GetProductApiArg = {
  productId: string;
};
export type UpdateProductApiResponse =
  /** status 200 Successful Response */ EnvelopeProductOut;
export type UpdateProductApiArg = {
  productId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
  productPatch: ProductPatch;
};
export type ListProductListingsApiResponse =
  /** status 200 Successful Response */ EnvelopeListListingOut;
export type ListProductListingsApiArg = {
  productId: string;
};
export type ListProductInStoreApiResponse =
  /** status 202 Successful Response */ EnvelopeListingOut;
export type ListProductInStoreApiArg = {
  productId: string;
  listBody: ListBody;
};
export type RestoreProductApiResponse =
  /** status 200 Successful Response */ EnvelopeProductOut;
export type RestoreProductApiArg = {
  productId: string;
};
export type ListProductVersionsApiResponse =
  /** status 200 Successful Response */ EnvelopeListVersionOut;
export type ListProductVersionsApiArg = {
  productId: string;
};
export type ListStoreProductsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeProductRow;
export type ListStoreProductsApiArg = {
  storeId: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
  /** In title, vendor, type, tags, SKU, barcode. */
  q?: string;
  status?: "active" | "draft" | "archived";
  vendor?: string;
  type?: string;
  tag?: string;
};
export type CreateStoreProductApiResponse =
  /** status 201 Successful Response */ EnvelopeProductOut;
export type CreateStoreProductApiArg = {
  storeId: string;
  productBody: ProductBody;
};
export type BulkUpdateStoreProductsApiResponse =
  /** status 200 Successful Response */ EnvelopeListProductOut;
export type BulkUpdateStoreProductsApiArg = {
  storeId: string;
  appCatalogBodiesBulkBody: BulkBody;
};
export type DeleteStoreProductApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DeleteStoreProductApiArg = {
  storeId: string;
  productId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
};
export type GetStoreProductApiResponse =
  /** status 200 Successful Response */ EnvelopeProductOut;
export type GetStoreProductApiArg = {
  storeId: string;
  productId: string;
};
export type UpdateStoreProductApiResponse =
  /** status 200 Successful Response */ EnvelopeProductOut;
export type UpdateStoreProductApiArg = {
  storeId: string;
  productId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
  productPatch: ProductPatch;
};
export type ListingVariantOut = {
  barcode: string;
  external_id: string;
  gone: boolean;
  id: string;
  price: string | null;
  sku: string;
  suggested_variant_id: string | null;
  title: string;
  variant_id: string | null;
};
export type EnvelopeListingVariantOut = {
  data: ListingVariantOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ErrorBody = {
  code: string;
  details: {
    [key: string]: any;
  };
  message: string;
};
export type ErrorEnvelope = {
  error: ErrorBody;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LinkBody = {
  variant_id: string;
};
export type ListingOut = {
  currency: string;
  external_id: string;
  id: string;
  product_id: string | null;
  push_error: string;
  push_state: string;
  remote_updated_at: string | null;
  state: string;
  status: string;
  store_id: string;
  synced_at: string | null;
  title: string;
  url: string;
  variants: ListingVariantOut[];
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeListingOut = {
  data: ListingOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ProductRow = {
  /** Units over all variants and active locations. */
  available: number;
  created_at: string;
  currency: string;
  deleted_at: string | null;
  id: string;
  /** The picture through this server, for browsers; null where there is none. */
  image_path: string | null;
  image_url: string | null;
  price_max: string | null;
  price_min: string | null;
  product_type: string;
  /** The first one of its variants. */
  sku: string;
  status: string;
  store_ids: string[];
  tags: string[];
  title: string;
  updated_at: string;
  variant_count: number;
  vendor: string;
  version: number;
};
export type ListEnvelopeProductRow = {
  data: ProductRow[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ImageOut = {
  alt: string;
  id: string;
  /** The picture through this server, for browsers. */
  path: string | null;
  position: number;
  url: string;
};
export type VariantOut = {
  available: number;
  barcode: string;
  compare_at_price: string | null;
  cost: string | null;
  id: string;
  image_id: string | null;
  options: string[][];
  position: number;
  price: string | null;
  sku: string;
  title: string;
  track_inventory: boolean;
  weight_grams: string | null;
};
export type ProductOut = {
  created_at: string;
  currency: string;
  deleted_at: string | null;
  description_html: string;
  handle: string;
  id: string;
  images: ImageOut[];
  options: {
    [key: string]: any;
  }[];
  product_type: string;
  status: string;
  tags: string[];
  title: string;
  updated_at: string;
  variants: VariantOut[];
  vendor: string;
  version: number;
};
export type EnvelopeProductOut = {
  data: ProductOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ImageBody = {
  alt?: string;
  url: string;
};
export type OptionBody = {
  name: string;
  values: string[];
};
export type VariantBody = {
  barcode?: string;
  compare_at_price?: (number | string) | null;
  cost?: (number | string) | null;
  /** A variant that stays; without it, a new one. */
  id?: string | null;
  /** [[name, value], …] in the order of the product's options. */
  options?: string[][];
  price?: (number | string) | null;
  sku?: string;
  /** Made of the options' values if empty. */
  title?: string;
  track_inventory?: boolean;
  weight_grams?: (number | string) | null;
};
export type ProductBody = {
  /** The organisation's unless given. */
  currency?: string | null;
  description_html?: string | null;
  handle?: string | null;
  images?: ImageBody[] | null;
  options?: OptionBody[] | null;
  product_type?: string | null;
  status?: ("active" | "draft" | "archived") | null;
  tags?: string[] | null;
  title: string;
  variants?: VariantBody[] | null;
  vendor?: string | null;
};
export type ProductFacet = {
  count: number;
  value: string;
};
export type ProductFacetsOut = {
  tag: ProductFacet[];
  type: ProductFacet[];
  vendor: ProductFacet[];
};
export type EnvelopeProductFacetsOut = {
  data: ProductFacetsOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ProductPatch = {
  description_html?: string | null;
  handle?: string | null;
  images?: ImageBody[] | null;
  options?: OptionBody[] | null;
  product_type?: string | null;
  status?: ("active" | "draft" | "archived") | null;
  tags?: string[] | null;
  title?: string | null;
  variants?: VariantBody[] | null;
  vendor?: string | null;
};
export type EnvelopeListListingOut = {
  data: ListingOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeListingOut = {
  data: ListingOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ListBody = {
  store_id: string;
};
export type VersionOut = {
  actor: string;
  at: string;
  snapshot: {
    [key: string]: any;
  };
  version: number;
};
export type EnvelopeListVersionOut = {
  data: VersionOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeListProductOut = {
  data: ProductOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type BulkItem = {
  description_html?: string | null;
  handle?: string | null;
  id: string;
  images?: ImageBody[] | null;
  options?: OptionBody[] | null;
  product_type?: string | null;
  status?: ("active" | "draft" | "archived") | null;
  tags?: string[] | null;
  title?: string | null;
  variants?: VariantBody[] | null;
  vendor?: string | null;
  /** The version that this edit is based on. */
  version?: number | null;
};
export type BulkBody = {
  products: BulkItem[];
};
export const {
  useLinkListingVariantMutation,
  useUnlinkListingVariantMutation,
  useListListingsQuery,
  useListProductsQuery,
  useCreateProductMutation,
  useCountProductsQuery,
  useDeleteProductMutation,
  useGetProductQuery,
  useUpdateProductMutation,
  useListProductListingsQuery,
  useListProductInStoreMutation,
  useRestoreProductMutation,
  useListProductVersionsQuery,
  useListStoreProductsQuery,
  useCreateStoreProductMutation,
  useBulkUpdateStoreProductsMutation,
  useDeleteStoreProductMutation,
  useGetStoreProductQuery,
  useUpdateStoreProductMutation,
} = injectedRtkApi;
