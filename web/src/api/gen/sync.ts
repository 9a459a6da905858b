// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["sync"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listStoreExchanges: build.query<
        ListStoreExchangesApiResponse,
        ListStoreExchangesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/exchanges`,
          params: {
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["sync"],
      }),
      previewImport: build.query<PreviewImportApiResponse, PreviewImportApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/import-preview`,
          }),
          providesTags: ["sync"],
        },
      ),
      listStoreLocations: build.query<
        ListStoreLocationsApiResponse,
        ListStoreLocationsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/locations`,
        }),
        providesTags: ["sync"],
      }),
      linkStoreLocation: build.mutation<
        LinkStoreLocationApiResponse,
        LinkStoreLocationApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/locations`,
          method: "PUT",
          body: queryArg.appSyncRoutesStoresLinkBody,
        }),
        invalidatesTags: ["sync"],
      }),
      startSync: build.mutation<StartSyncApiResponse, StartSyncApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/sync`,
          method: "POST",
          body: queryArg.body,
        }),
        invalidatesTags: ["sync"],
      }),
      getSyncPreferences: build.query<
        GetSyncPreferencesApiResponse,
        GetSyncPreferencesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/sync-preferences`,
        }),
        providesTags: ["sync"],
      }),
      setSyncPreferences: build.mutation<
        SetSyncPreferencesApiResponse,
        SetSyncPreferencesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/sync-preferences`,
          method: "PUT",
          body: queryArg.preferencesBody,
        }),
        invalidatesTags: ["sync"],
      }),
      listConflicts: build.query<ListConflictsApiResponse, ListConflictsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/sync/conflicts`,
            params: {
              store_id: queryArg.storeId,
              state: queryArg.state,
              cursor: queryArg.cursor,
              limit: queryArg.limit,
            },
          }),
          providesTags: ["sync"],
        },
      ),
      decideConflict: build.mutation<
        DecideConflictApiResponse,
        DecideConflictApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/sync/conflicts/${encodeURIComponent(String(queryArg.conflictId))}/decide`,
          method: "POST",
          body: queryArg.keepBody,
        }),
        invalidatesTags: ["sync"],
      }),
      listDeadLetters: build.query<
        ListDeadLettersApiResponse,
        ListDeadLettersApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/sync/dead-letters`,
          params: {
            store_id: queryArg.storeId,
            state: queryArg.state,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["sync"],
      }),
      getDeadLetter: build.query<GetDeadLetterApiResponse, GetDeadLetterApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/sync/dead-letters/${encodeURIComponent(String(queryArg.letterId))}`,
          }),
          providesTags: ["sync"],
        },
      ),
      discardDeadLetter: build.mutation<
        DiscardDeadLetterApiResponse,
        DiscardDeadLetterApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/sync/dead-letters/${encodeURIComponent(String(queryArg.letterId))}/discard`,
          method: "POST",
        }),
        invalidatesTags: ["sync"],
      }),
      replayDeadLetter: build.mutation<
        ReplayDeadLetterApiResponse,
        ReplayDeadLetterApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/sync/dead-letters/${encodeURIComponent(String(queryArg.letterId))}/replay`,
          method: "POST",
          body: queryArg.given,
        }),
        invalidatesTags: ["sync"],
      }),
      listSyncRuns: build.query<ListSyncRunsApiResponse, ListSyncRunsApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/sync/runs`,
          params: {
            store_id: queryArg.storeId,
            kind: queryArg.kind,
            state: queryArg.state,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["sync"],
      }),
      getSyncRun: build.query<GetSyncRunApiResponse, GetSyncRunApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/sync/runs/${encodeURIComponent(String(queryArg.runId))}`,
        }),
        providesTags: ["sync"],
      }),
      cancelSyncRun: build.mutation<
        CancelSyncRunApiResponse,
        CancelSyncRunApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/sync/runs/${encodeURIComponent(String(queryArg.runId))}/cancel`,
          method: "POST",
        }),
        invalidatesTags: ["sync"],
      }),
      listSyncItems: build.query<ListSyncItemsApiResponse, ListSyncItemsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/sync/runs/${encodeURIComponent(String(queryArg.runId))}/items`,
            params: {
              outcome: queryArg.outcome,
              cursor: queryArg.cursor,
              limit: queryArg.limit,
            },
          }),
          providesTags: ["sync"],
        },
      ),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as syncApi };
export type ListStoreExchangesApiResponse =
  /** status 200 Successful Response */ ListEnvelopeExchangeOut;
export type ListStoreExchangesApiArg = {
  storeId: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type PreviewImportApiResponse =
  /** status 200 Successful Response */ EnvelopePreviewOut;
export type PreviewImportApiArg = {
  storeId: string;
};
export type ListStoreLocationsApiResponse =
  /** status 200 Successful Response */ EnvelopeListLinkOut;
export type ListStoreLocationsApiArg = {
  storeId: string;
};
export type LinkStoreLocationApiResponse =
  /** status 200 Successful Response */ EnvelopeLinkOut;
export type LinkStoreLocationApiArg = {
  storeId: string;
  appSyncRoutesStoresLinkBody: LinkBody;
};
export type StartSyncApiResponse =
  /** status 202 Successful Response */ EnvelopeRunOut;
export type StartSyncApiArg = {
  storeId: string;
  body: SyncBody | null;
};
export type GetSyncPreferencesApiResponse =
  /** status 200 Successful Response */ EnvelopePreferencesOut;
export type GetSyncPreferencesApiArg = {
  storeId: string;
};
export type SetSyncPreferencesApiResponse =
  /** status 200 Successful Response */ EnvelopePreferencesOut;
export type SetSyncPreferencesApiArg = {
  storeId: string;
  preferencesBody: PreferencesBody;
};
export type ListConflictsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeConflictOut;
export type ListConflictsApiArg = {
  storeId?: string;
  state?: "open" | "decided";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type DecideConflictApiResponse =
  /** status 200 Successful Response */ EnvelopeDecidedOut;
export type DecideConflictApiArg = {
  conflictId: string;
  keepBody: KeepBody;
};
export type ListDeadLettersApiResponse =
  /** status 200 Successful Response */ ListEnvelopeLetterRow;
export type ListDeadLettersApiArg = {
  storeId?: string;
  state?: "open" | "replayed" | "discarded";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type GetDeadLetterApiResponse =
  /** status 200 Successful Response */ EnvelopeLetterDetailOut;
export type GetDeadLetterApiArg = {
  letterId: string;
};
export type DiscardDeadLetterApiResponse =
  /** status 200 Successful Response */ EnvelopeLetterOut;
export type DiscardDeadLetterApiArg = {
  letterId: string;
};
export type ReplayDeadLetterApiResponse =
  /** status 200 Successful Response */ EnvelopeLetterOut;
export type ReplayDeadLetterApiArg = {
  letterId: string;
  given: ReplayBody | null;
};
export type ListSyncRunsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeRunOut;
export type ListSyncRunsApiArg = {
  storeId?: string;
  kind?:
    | "initial"
    | "poll"
    | "reconcile"
    | "webhook"
    | "push_stock"
    | "push_products"
    | "push_fulfilments";
  state?: "queued" | "running" | "done" | "partial" | "failed" | "cancelled";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type GetSyncRunApiResponse =
  /** status 200 Successful Response */ EnvelopeRunOut;
export type GetSyncRunApiArg = {
  runId: string;
};
export type CancelSyncRunApiResponse =
  /** status 200 Successful Response */ EnvelopeRunOut;
export type CancelSyncRunApiArg = {
  runId: string;
};
export type ListSyncItemsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeItemOut;
export type ListSyncItemsApiArg = {
  runId: string;
  outcome?: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ExchangeOut = {
  at: string;
  attempt: number;
  correlation_id: string;
  error: string;
  id: string;
  method: string;
  ms: number;
  purpose: string;
  request_body: string;
  request_headers: {
    [key: string]: any;
  };
  response_body: string;
  response_headers: {
    [key: string]: any;
  };
  status: number | null;
  url: string;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeExchangeOut = {
  data: ExchangeOut[];
  message?: string;
  page: PageInfo;
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
export type LocationPreview = {
  linked: boolean;
  /** null: a location of that name will be made. */
  location_id: string | null;
  remote_location_id: string;
  remote_name: string;
};
export type OrdersPreview = {
  complete: boolean;
  open: number;
  read: number;
  since: string;
  total: number | null;
};
export type MatchOut = {
  /** linked, ask (it may be the one) or known (listed already). */
  outcome: string;
  product: string;
  product_external_id: string;
  product_id: string | null;
  sku: string;
  variant_id: string | null;
};
export type ProductsPreview = {
  ask: number;
  complete: boolean;
  known: number;
  linked: number;
  matches: MatchOut[];
  new: number;
  read: number;
  /** null: more than were read; the platform does not tell how many. */
  total: number | null;
  /** Variants without a SKU, which are matched by barcode at most. */
  without_sku: number;
};
export type PreviewOut = {
  imported: boolean;
  locations: LocationPreview[];
  orders: OrdersPreview;
  products: ProductsPreview;
  store_id: string;
};
export type EnvelopePreviewOut = {
  data: PreviewOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LinkOut = {
  location_id: string;
  remote_location_id: string;
  remote_name: string;
};
export type EnvelopeListLinkOut = {
  data: LinkOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeLinkOut = {
  data: LinkOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LinkBody = {
  location_id: string;
  remote_location_id: string;
};
export type RunOut = {
  /** By resource: read, created, updated, unchanged, suggested, failed, healed (found by a poll, though a webhook should have brought it). */
  counts: {
    [key: string]: {
      [key: string]: number;
    };
  };
  created_at: any;
  error: string;
  finished_at: any;
  id: string;
  job_id: string | null;
  kind: string;
  phase: string;
  started_at: any;
  started_by: string;
  state: string;
  store_id: string;
  trigger: string;
};
export type EnvelopeRunOut = {
  data: RunOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type SyncBody = {
  /** `initial` is what the first run of a store is in any case. */
  kind?: "initial" | "poll" | "reconcile";
};
export type PreferencesOut = {
  /** Who wins at once where both sides changed a field; people may decide otherwise afterwards. */
  on_conflict: "newest" | "ours" | "theirs";
  /** How often the store is asked for news; null: as often as any. */
  poll_seconds: number | null;
  prices_direction: "both" | "to_store" | "from_store";
  products_direction: "both" | "to_store" | "from_store";
  /** Units that are never offered in the store. */
  stock_buffer: number;
  stock_direction: "both" | "to_store" | "from_store";
  /** Orders come from the store; what has shipped goes back to it. */
  sync_orders: boolean;
  /** False: each side keeps its own prices. Off together with the products. */
  sync_prices: boolean;
  /** False: products are neither read nor written. */
  sync_products: boolean;
  sync_stock: boolean;
};
export type EnvelopePreferencesOut = {
  data: PreferencesOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type PreferencesBody = {
  on_conflict?: "newest" | "ours" | "theirs";
  poll_seconds?: number | null;
  prices_direction?: "both" | "to_store" | "from_store";
  products_direction?: "both" | "to_store" | "from_store";
  stock_buffer?: number;
  stock_direction?: "both" | "to_store" | "from_store";
  sync_orders?: boolean;
  sync_prices?: boolean;
  sync_products?: boolean;
  sync_stock?: boolean;
};
export type ConflictOut = {
  at: string;
  /** What both sides last agreed on. Values are text; lists are JSON. */
  base: string | null;
  decided_at: string | null;
  decided_by: string;
  /** What people decided afterwards: ours or theirs. */
  decision: string | null;
  /** The product, or the variant, whose field it is. */
  entity_id: string;
  field: string;
  id: string;
  listing_id: string;
  ours: string | null;
  /** The title in the store. */
  product: string;
  product_id: string | null;
  sku: string | null;
  store_id: string;
  theirs: string | null;
  /** What the merge decided by itself: ours or theirs. */
  winner: string;
};
export type ListEnvelopeConflictOut = {
  data: ConflictOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type DecidedOut = {
  decision: string;
  field: string;
  id: string;
  product_id: string;
  store_id: string;
};
export type EnvelopeDecidedOut = {
  data: DecidedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type KeepBody = {
  keep: "ours" | "theirs";
};
export type LetterRow = {
  attempts: number;
  created_at: string;
  decided_by: string;
  direction: string;
  error: string;
  error_code: string;
  external_id: string;
  id: string;
  message_id: string | null;
  remedy: string;
  resource: string;
  state: string;
  store_id: string;
  updated_at: string;
};
export type ListEnvelopeLetterRow = {
  data: LetterRow[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LetterDetailOut = {
  attempts: number;
  /** The delivery's body, as text. */
  body: string;
  created_at: string;
  decided_by: string;
  direction: string;
  /** A replay may give the delivery another body. */
  editable: boolean;
  error: string;
  error_code: string;
  external_id: string;
  id: string;
  message_id: string | null;
  /** What was to be sent; empty where something was to be taken in. */
  payload: {
    [key: string]: any;
  };
  remedy: string;
  resource: string;
  state: string;
  store_id: string;
  /** Of the webhook delivery, where the letter is about one. */
  topic: string;
  updated_at: string;
};
export type EnvelopeLetterDetailOut = {
  data: LetterDetailOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LetterOut = {
  direction: string;
  error: string;
  error_code: string;
  external_id: string;
  id: string;
  message_id: string | null;
  remedy: string;
  resource: string;
  state: string;
  store_id: string;
};
export type EnvelopeLetterOut = {
  data: LetterOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ReplayBody = {
  /** Take the delivery in with this body instead. */
  body?: string | null;
};
export type ListEnvelopeRunOut = {
  data: RunOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ItemOut = {
  at: string;
  entity_id: string | null;
  external_id: string;
  id: string;
  /** The order's number or the product's title; empty where it is neither, or gone. */
  label: string;
  message: string;
  outcome: string;
  resource: string;
};
export type ListEnvelopeItemOut = {
  data: ItemOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListStoreExchangesQuery,
  usePreviewImportQuery,
  useListStoreLocationsQuery,
  useLinkStoreLocationMutation,
  useStartSyncMutation,
  useGetSyncPreferencesQuery,
  useSetSyncPreferencesMutation,
  useListConflictsQuery,
  useDecideConflictMutation,
  useListDeadLettersQuery,
  useGetDeadLetterQuery,
  useDiscardDeadLetterMutation,
  useReplayDeadLetterMutation,
  useListSyncRunsQuery,
  useGetSyncRunQuery,
  useCancelSyncRunMutation,
  useListSyncItemsQuery,
} = injectedRtkApi;
