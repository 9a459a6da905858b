// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["inventory"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      adjustStock: build.mutation<AdjustStockApiResponse, AdjustStockApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/inventory/adjustments`,
          method: "POST",
          body: queryArg.adjustmentBody,
        }),
        invalidatesTags: ["inventory"],
      }),
      listStockMovements: build.query<
        ListStockMovementsApiResponse,
        ListStockMovementsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/ledger`,
          params: {
            variant_id: queryArg.variantId,
            location_id: queryArg.locationId,
            kind: queryArg.kind,
            reference: queryArg.reference,
            since: queryArg.since,
            until: queryArg.until,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["inventory"],
      }),
      listStockLevels: build.query<
        ListStockLevelsApiResponse,
        ListStockLevelsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/levels`,
          params: {
            location_id: queryArg.locationId,
            variant_id: queryArg.variantId,
            store_id: queryArg.storeId,
            at_most: queryArg.atMost,
            low: queryArg.low,
            q: queryArg.q,
            sort: queryArg.sort,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["inventory"],
      }),
      listLocations: build.query<ListLocationsApiResponse, ListLocationsApiArg>(
        {
          query: () => ({ url: `/api/v1/inventory/locations` }),
          providesTags: ["inventory"],
        },
      ),
      createLocation: build.mutation<
        CreateLocationApiResponse,
        CreateLocationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/locations`,
          method: "POST",
          body: queryArg.locationBody,
        }),
        invalidatesTags: ["inventory"],
      }),
      updateLocation: build.mutation<
        UpdateLocationApiResponse,
        UpdateLocationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/locations/${encodeURIComponent(String(queryArg.locationId))}`,
          method: "PUT",
          body: queryArg.locationPatch,
        }),
        invalidatesTags: ["inventory"],
      }),
      getInventorySettings: build.query<
        GetInventorySettingsApiResponse,
        GetInventorySettingsApiArg
      >({
        query: () => ({ url: `/api/v1/inventory/settings` }),
        providesTags: ["inventory"],
      }),
      setInventorySettings: build.mutation<
        SetInventorySettingsApiResponse,
        SetInventorySettingsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/settings`,
          method: "PUT",
          body: queryArg.appInventoryRoutesSettingsBody,
        }),
        invalidatesTags: ["inventory"],
      }),
      setStockThresholds: build.mutation<
        SetStockThresholdsApiResponse,
        SetStockThresholdsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/thresholds`,
          method: "PUT",
          body: queryArg.thresholdsBody,
        }),
        invalidatesTags: ["inventory"],
      }),
      transferStock: build.mutation<
        TransferStockApiResponse,
        TransferStockApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/inventory/transfers`,
          method: "POST",
          body: queryArg.appInventoryRoutesTransferBody,
        }),
        invalidatesTags: ["inventory"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as inventoryApi };
export type AdjustStockApiResponse =
  /** status 200 Successful Response */ EnvelopeListLevelOut;
export type AdjustStockApiArg = {
  adjustmentBody: AdjustmentBody;
};
export type ListStockMovementsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeLedgerRow;
export type ListStockMovementsApiArg = {
  variantId?: string;
  locationId?: string;
  kind?: (
    | "initial"
    | "adjust"
    | "reserve"
    | "release"
    | "expire"
    | "ship"
    | "unship"
    | "restock"
    | "channel_edit"
    | "transfer"
    | "receive"
    | "order"
  )[];
  /** What moved it, like `order:<id>`. */
  reference?: string;
  since?: string;
  /** Excluded. */
  until?: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ListStockLevelsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeLevelRow;
export type ListStockLevelsApiArg = {
  locationId?: string;
  variantId?: string[];
  /** Only variants that one of these lists. */
  storeId?: string[];
  /** Only levels with no more available than this. */
  atMost?: number;
  /** Only levels at their threshold or under it. */
  low?: boolean;
  /** In title, SKU or barcode; one or two characters are all of a SKU. */
  q?: string;
  /** `available`: the fewest first. */
  sort?: "product" | "available";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ListLocationsApiResponse =
  /** status 200 Successful Response */ EnvelopeListLocationOut;
export type ListLocationsApiArg = void;
export type CreateLocationApiResponse =
  /** status 201 Successful Response */ EnvelopeLocationOut;
export type CreateLocationApiArg = {
  locationBody: LocationBody;
};
export type UpdateLocationApiResponse =
  /** status 200 Successful Response */ EnvelopeLocationOut;
export type UpdateLocationApiArg = {
  locationId: string;
  locationPatch: LocationPatch;
};
export type GetInventorySettingsApiResponse =
  /** status 200 Successful Response */ EnvelopeSettingsBody;
export type GetInventorySettingsApiArg = void;
export type SetInventorySettingsApiResponse =
  /** status 200 Successful Response */ EnvelopeSettingsBody;
export type SetInventorySettingsApiArg = {
  appInventoryRoutesSettingsBody: SettingsBody2;
};
export type SetStockThresholdsApiResponse =
  /** status 200 Successful Response */ EnvelopeThresholdsBody;
export type SetStockThresholdsApiArg = {
  thresholdsBody: ThresholdsBody;
};
export type TransferStockApiResponse =
  /** status 200 Successful Response */ EnvelopeListLevelOut;
export type TransferStockApiArg = {
  appInventoryRoutesTransferBody: TransferBody;
};
export type LevelOut = {
  /** on_hand − reserved; negative when a channel sold what there was not. */
  available: number;
  incoming: number;
  location_id: string;
  on_hand: number;
  reserved: number;
  variant_id: string;
};
export type EnvelopeListLevelOut = {
  data: LevelOut[];
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
export type ChangeBody = {
  /** The new quantity on hand. */
  absolute?: number | null;
  delta?: number | null;
  location_id: string;
  variant_id: string;
};
export type AdjustmentBody = {
  changes: ChangeBody[];
  reason: string;
};
export type LedgerRow = {
  actor: string;
  at: string;
  id: string;
  incoming_delta: number;
  kind:
    | "initial"
    | "adjust"
    | "reserve"
    | "release"
    | "expire"
    | "ship"
    | "unship"
    | "restock"
    | "channel_edit"
    | "transfer"
    | "receive"
    | "order";
  location: string;
  location_id: string;
  on_hand_delta: number;
  product: string;
  product_id: string | null;
  reason: string;
  reference: string;
  reserved_delta: number;
  sku: string;
  variant: string;
  variant_id: string;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeLedgerRow = {
  data: LedgerRow[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LevelRow = {
  /** on_hand − reserved; negative when a channel sold what there was not. */
  available: number;
  barcode: string;
  /** The picture through this server, for browsers; null where there is none. */
  image_path: string | null;
  image_url: string | null;
  incoming: number;
  location: string;
  location_id: string;
  /** No more available than the threshold. */
  low: boolean;
  /** The level's own threshold; null: the organisation's speaks. */
  low_at: number | null;
  on_hand: number;
  product: string;
  product_id: string;
  reserved: number;
  sku: string;
  tracked: boolean;
  updated_at: string;
  variant: string;
  variant_id: string;
};
export type ListEnvelopeLevelRow = {
  data: LevelRow[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LocationOut = {
  active: boolean;
  address: {
    [key: string]: string;
  };
  id: string;
  is_default: boolean;
  name: string;
};
export type EnvelopeListLocationOut = {
  data: LocationOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeLocationOut = {
  data: LocationOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LocationBody = {
  address?: {
    [key: string]: string;
  };
  name: string;
};
export type LocationPatch = {
  active?: boolean | null;
  address?: {
    [key: string]: string;
  } | null;
  is_default?: boolean | null;
  name?: string | null;
};
export type SettingsBody = {
  /** A variant with this many available or fewer, over all locations, counts as low. Null: nothing does, save levels with a threshold of their own. */
  low_at: number | null;
};
export type EnvelopeSettingsBody = {
  data: SettingsBody;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type SettingsBody2 = {
  /** A variant with this many available or fewer, over all locations, counts as low. Null: nothing does, save levels with a threshold of their own. */
  low_at: number | null;
};
export type ThresholdBody = {
  location_id: string;
  /** Null: the organisation's threshold speaks. */
  low_at: number | null;
  variant_id: string;
};
export type ThresholdsBody = {
  thresholds: ThresholdBody[];
};
export type EnvelopeThresholdsBody = {
  data: ThresholdsBody;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type TransferBody = {
  from_location_id: string;
  quantity: number;
  reason?: string;
  to_location_id: string;
  variant_id: string;
};
export const {
  useAdjustStockMutation,
  useListStockMovementsQuery,
  useListStockLevelsQuery,
  useListLocationsQuery,
  useCreateLocationMutation,
  useUpdateLocationMutation,
  useGetInventorySettingsQuery,
  useSetInventorySettingsMutation,
  useSetStockThresholdsMutation,
  useTransferStockMutation,
} = injectedRtkApi;
