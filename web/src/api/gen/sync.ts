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
          body: queryArg.appSyncRoutesLinkBody,
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
  cursor?: string | null;
  /** Items per page. */
  limit?: number;
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
  appSyncRoutesLinkBody: LinkBody;
};
export type StartSyncApiResponse =
  /** status 202 Successful Response */ EnvelopeRunOut;
export type StartSyncApiArg = {
  storeId: string;
  body: SyncBody | null;
};
export type ListDeadLettersApiResponse =
  /** status 200 Successful Response */ ListEnvelopeLetterRow;
export type ListDeadLettersApiArg = {
  storeId?: string | null;
  state?: "open" | "replayed" | "discarded";
  /** `page.next_cursor` of the page before. */
  cursor?: string | null;
  /** Items per page. */
  limit?: number;
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
};
export type ListSyncRunsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeRunOut;
export type ListSyncRunsApiArg = {
  storeId?: string | null;
  kind?: ("initial" | "poll" | "reconcile") | null;
  state?:
    ("queued" | "running" | "done" | "partial" | "failed" | "cancelled") | null;
  /** `page.next_cursor` of the page before. */
  cursor?: string | null;
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
  outcome?: string | null;
  /** `page.next_cursor` of the page before. */
  cursor?: string | null;
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
  useListStoreLocationsQuery,
  useLinkStoreLocationMutation,
  useStartSyncMutation,
  useListDeadLettersQuery,
  useDiscardDeadLetterMutation,
  useReplayDeadLetterMutation,
  useListSyncRunsQuery,
  useGetSyncRunQuery,
  useCancelSyncRunMutation,
  useListSyncItemsQuery,
} = injectedRtkApi;
