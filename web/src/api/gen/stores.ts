// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["connect", "connections", "stores"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      authorisationReturned: build.query<
        AuthorisationReturnedApiResponse,
        AuthorisationReturnedApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connect/callback/${encodeURIComponent(String(queryArg.slug))}`,
        }),
        providesTags: ["connect"],
      }),
      authorisationPosted: build.mutation<
        AuthorisationPostedApiResponse,
        AuthorisationPostedApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connect/callback/${encodeURIComponent(String(queryArg.slug))}`,
          method: "POST",
        }),
        invalidatesTags: ["connect"],
      }),
      startDraft: build.mutation<StartDraftApiResponse, StartDraftApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts`,
          method: "POST",
          body: queryArg.newDraftBody,
        }),
        invalidatesTags: ["connect"],
      }),
      dropDraft: build.mutation<DropDraftApiResponse, DropDraftApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts/${encodeURIComponent(String(queryArg.draftId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["connect"],
      }),
      getDraft: build.query<GetDraftApiResponse, GetDraftApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts/${encodeURIComponent(String(queryArg.draftId))}`,
        }),
        providesTags: ["connect"],
      }),
      changeDraft: build.mutation<ChangeDraftApiResponse, ChangeDraftApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts/${encodeURIComponent(String(queryArg.draftId))}`,
          method: "PUT",
          body: queryArg.draftBody,
        }),
        invalidatesTags: ["connect"],
      }),
      authoriseDraft: build.mutation<
        AuthoriseDraftApiResponse,
        AuthoriseDraftApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts/${encodeURIComponent(String(queryArg.draftId))}/authorise`,
          method: "POST",
        }),
        invalidatesTags: ["connect"],
      }),
      finishDraft: build.mutation<FinishDraftApiResponse, FinishDraftApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts/${encodeURIComponent(String(queryArg.draftId))}/finish`,
          method: "POST",
          body: queryArg.body,
        }),
        invalidatesTags: ["connect"],
      }),
      testDraft: build.mutation<TestDraftApiResponse, TestDraftApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/connect/drafts/${encodeURIComponent(String(queryArg.draftId))}/test`,
          method: "POST",
        }),
        invalidatesTags: ["connect"],
      }),
      listConnections: build.query<
        ListConnectionsApiResponse,
        ListConnectionsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections`,
          params: {
            kind: queryArg.kind,
          },
        }),
        providesTags: ["connections"],
      }),
      connectCarrier: build.mutation<
        ConnectCarrierApiResponse,
        ConnectCarrierApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections`,
          method: "POST",
          body: queryArg.carrierBody,
        }),
        invalidatesTags: ["connections"],
      }),
      getConnection: build.query<GetConnectionApiResponse, GetConnectionApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}`,
          }),
          providesTags: ["connections"],
        },
      ),
      disconnectConnection: build.mutation<
        DisconnectConnectionApiResponse,
        DisconnectConnectionApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}/disconnect`,
          method: "POST",
        }),
        invalidatesTags: ["connections"],
      }),
      pauseConnection: build.mutation<
        PauseConnectionApiResponse,
        PauseConnectionApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}/pause`,
          method: "POST",
        }),
        invalidatesTags: ["connections"],
      }),
      reconnectConnection: build.mutation<
        ReconnectConnectionApiResponse,
        ReconnectConnectionApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}/reconnect`,
          method: "POST",
          body: queryArg.credentialsBody,
        }),
        invalidatesTags: ["connections"],
      }),
      resumeConnection: build.mutation<
        ResumeConnectionApiResponse,
        ResumeConnectionApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}/resume`,
          method: "POST",
        }),
        invalidatesTags: ["connections"],
      }),
      testConnection: build.mutation<
        TestConnectionApiResponse,
        TestConnectionApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}/test`,
          method: "POST",
        }),
        invalidatesTags: ["connections"],
      }),
      repairWebhooks: build.mutation<
        RepairWebhooksApiResponse,
        RepairWebhooksApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/connections/${encodeURIComponent(String(queryArg.connectionId))}/webhooks`,
          method: "POST",
        }),
        invalidatesTags: ["connections"],
      }),
      listPlatforms: build.query<ListPlatformsApiResponse, ListPlatformsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/platforms`,
            params: {
              kind: queryArg.kind,
            },
          }),
          providesTags: ["connect"],
        },
      ),
      getPlatform: build.query<GetPlatformApiResponse, GetPlatformApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/platforms/${encodeURIComponent(String(queryArg.slug))}`,
        }),
        providesTags: ["connect"],
      }),
      listStores: build.query<ListStoresApiResponse, ListStoresApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores`,
          params: {
            status: queryArg.status,
            platform: queryArg.platform,
            group: queryArg.group,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["stores"],
      }),
      createStore: build.mutation<CreateStoreApiResponse, CreateStoreApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores`,
          method: "POST",
          body: queryArg.storeBody,
        }),
        invalidatesTags: ["stores"],
      }),
      deleteStore: build.mutation<DeleteStoreApiResponse, DeleteStoreApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}`,
          method: "DELETE",
        }),
        invalidatesTags: ["stores"],
      }),
      getStore: build.query<GetStoreApiResponse, GetStoreApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}`,
        }),
        providesTags: ["stores"],
      }),
      updateStore: build.mutation<UpdateStoreApiResponse, UpdateStoreApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}`,
          method: "PUT",
          body: queryArg.storePatch,
          headers: {
            "If-Match": queryArg["If-Match"] ?? undefined,
          },
        }),
        invalidatesTags: ["stores"],
      }),
      connectStore: build.mutation<ConnectStoreApiResponse, ConnectStoreApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/connect`,
            method: "POST",
            body: queryArg.connectBody,
          }),
          invalidatesTags: ["stores"],
        },
      ),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as storesApi };
export type AuthorisationReturnedApiResponse = unknown;
export type AuthorisationReturnedApiArg = {
  slug: string;
};
export type AuthorisationPostedApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type AuthorisationPostedApiArg = {
  slug: string;
};
export type StartDraftApiResponse =
  /** status 201 Successful Response */ EnvelopeDraftOut;
export type StartDraftApiArg = {
  newDraftBody: NewDraftBody;
};
export type DropDraftApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DropDraftApiArg = {
  draftId: string;
};
export type GetDraftApiResponse =
  /** status 200 Successful Response */ EnvelopeDraftOut;
export type GetDraftApiArg = {
  draftId: string;
};
export type ChangeDraftApiResponse =
  /** status 200 Successful Response */ EnvelopeDraftOut;
export type ChangeDraftApiArg = {
  draftId: string;
  draftBody: DraftBody;
};
export type AuthoriseDraftApiResponse =
  /** status 200 Successful Response */ EnvelopeAddressOut;
export type AuthoriseDraftApiArg = {
  draftId: string;
};
export type FinishDraftApiResponse =
  /** status 200 Successful Response */ EnvelopeConnectedOut;
export type FinishDraftApiArg = {
  draftId: string;
  body: ImportChoice | null;
};
export type TestDraftApiResponse =
  /** status 200 Successful Response */ EnvelopeDraftOut;
export type TestDraftApiArg = {
  draftId: string;
};
export type ListConnectionsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeConnectionOut;
export type ListConnectionsApiArg = {
  kind?: "store" | "carrier";
};
export type ConnectCarrierApiResponse =
  /** status 201 Successful Response */ EnvelopeConnectedOut;
export type ConnectCarrierApiArg = {
  carrierBody: CarrierBody;
};
export type GetConnectionApiResponse =
  /** status 200 Successful Response */ EnvelopeConnectionDetail;
export type GetConnectionApiArg = {
  connectionId: string;
};
export type DisconnectConnectionApiResponse =
  /** status 200 Successful Response */ EnvelopeDisconnectedOut;
export type DisconnectConnectionApiArg = {
  connectionId: string;
};
export type PauseConnectionApiResponse =
  /** status 200 Successful Response */ EnvelopeConnectionOut;
export type PauseConnectionApiArg = {
  connectionId: string;
};
export type ReconnectConnectionApiResponse =
  /** status 200 Successful Response */ EnvelopeConnectedOut;
export type ReconnectConnectionApiArg = {
  connectionId: string;
  credentialsBody: CredentialsBody;
};
export type ResumeConnectionApiResponse =
  /** status 200 Successful Response */ EnvelopeConnectionOut;
export type ResumeConnectionApiArg = {
  connectionId: string;
};
export type TestConnectionApiResponse =
  /** status 200 Successful Response */ EnvelopeReportOut;
export type TestConnectionApiArg = {
  connectionId: string;
};
export type RepairWebhooksApiResponse =
  /** status 200 Successful Response */ EnvelopeWebhooksOut;
export type RepairWebhooksApiArg = {
  connectionId: string;
};
export type ListPlatformsApiResponse =
  /** status 200 Successful Response */ ListEnvelopePlatformOut;
export type ListPlatformsApiArg = {
  kind?: "store" | "carrier";
};
export type GetPlatformApiResponse =
  /** status 200 Successful Response */ EnvelopePlatformOut;
export type GetPlatformApiArg = {
  slug: string;
};
export type ListStoresApiResponse =
  /** status 200 Successful Response */ ListEnvelopeStoreOut;
export type ListStoresApiArg = {
  status?: "active" | "inactive" | "suspended";
  platform?: string;
  group?: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type CreateStoreApiResponse =
  /** status 201 Successful Response */ EnvelopeStoreOut;
export type CreateStoreApiArg = {
  storeBody: StoreBody;
};
export type DeleteStoreApiResponse =
  /** status 200 Successful Response */ EnvelopeNoneType;
export type DeleteStoreApiArg = {
  storeId: string;
};
export type GetStoreApiResponse =
  /** status 200 Successful Response */ EnvelopeStoreOut;
export type GetStoreApiArg = {
  storeId: string;
};
export type UpdateStoreApiResponse =
  /** status 200 Successful Response */ EnvelopeStoreOut;
export type UpdateStoreApiArg = {
  storeId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
  storePatch: StorePatch;
};
export type ConnectStoreApiResponse =
  /** status 200 Successful Response */ EnvelopeConnectedOut;
export type ConnectStoreApiArg = {
  storeId: string;
  connectBody: ConnectBody;
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
export type EnvelopeNoneType = {
  data: null;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type CheckOut = {
  message: string;
  ms: number;
  /** Of stores and carriers dns, tls, auth, scopes, read or webhooks; of a mail server dns, connect, tls, auth or sender; of a provider of identities dns, tls, discovery, keys or client. */
  name: string;
  /** null: not tried; the message says why. */
  ok: boolean | null;
  remedy: string;
};
export type ReportOut = {
  checks: CheckOut[];
  /** Everything but webhook reach, which is advice: polling brings what webhooks do not. */
  ok: boolean;
  /** What the vendor says of the account. */
  shop: {
    [key: string]: any;
  };
};
export type DraftOut = {
  auth: string;
  created_at: string;
  environment: string;
  /** The vendor's reason when its sign-in failed. */
  error: string;
  expires_at: string;
  /** The vendor's own sign-in was completed. */
  granted: boolean;
  id: string;
  /** The last four characters of each secret; the rest is never shown. */
  masks: {
    [key: string]: string;
  };
  public: {
    [key: string]: any;
  };
  reconnects: string | null;
  report: ReportOut | null;
  /** platform, credentials, authorising, tested or finished. */
  step: string;
  store_id: string | null;
  store_name: string;
  updated_at: string;
  vendor: string;
};
export type EnvelopeDraftOut = {
  data: DraftOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type NewDraftBody = {
  environment?: "live" | "sandbox";
  /** A connection that is to get new credentials. */
  reconnects?: string | null;
  store_name?: string;
  vendor: string;
};
export type DraftBody = {
  auth?: string | null;
  /** The whole form. Secrets left out stay as they are, unless another field changed. */
  fields?: {
    [key: string]: string;
  } | null;
  store_name?: string | null;
};
export type AddressOut = {
  /** Send the merchant's browser there within 15 minutes. */
  url: string;
};
export type EnvelopeAddressOut = {
  data: AddressOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type WebhooksOut = {
  active: number;
  note: string;
  repaired: number;
  topics: string[];
};
export type ConnectedOut = {
  connection_id: string;
  /** False where the account was connected before and found its store and mappings again. */
  first: boolean;
  report?: ReportOut | null;
  store_id: string | null;
  webhooks: WebhooksOut;
};
export type EnvelopeConnectedOut = {
  data: ConnectedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ImportChoice = {
  /** Import the store at once. Otherwise look at `GET /stores/{store_id}/import-preview` first, and start it by `POST /stores/{store_id}/sync`. */
  start_import?: boolean;
};
export type ConnectionOut = {
  account_id: string;
  auth: string;
  checked_at: string | null;
  created_at: string;
  /** When people gave them. */
  credentials_at: string;
  environment: string;
  expires_at: string | null;
  failures: number;
  health: {
    [key: string]: any;
  };
  id: string;
  kind: string;
  /** The last four characters of each secret; the rest is never shown. */
  masks: {
    [key: string]: string;
  };
  public: {
    [key: string]: string;
  };
  /** When a part of the credentials changed last, by people or by a refresh. */
  rotated_at: string;
  scopes: string[];
  /** connected, paused, unreachable, needs_reconnect or disconnected. */
  state: string;
  state_reason: string;
  state_since: string;
  store_id: string | null;
  /** What came of it: `ok`, and `checks` with their milliseconds. */
  test_report: {
    [key: string]: any;
  } | null;
  /** When people tested them last. */
  tested_at: string | null;
  title: string;
  vendor: string;
  webhooks: {
    [key: string]: any;
  }[];
  webhooks_checked_at: string | null;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeConnectionOut = {
  data: ConnectionOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type CarrierBody = {
  auth: string;
  environment?: "live" | "sandbox";
  /** By the names of the platform's form. Secret ones are sealed at once and never returned. */
  fields?: {
    [key: string]: string;
  };
  title?: string;
  vendor: string;
};
export type BreakerOut = {
  failures: number;
  opened_at: string | null;
  retry_at: string | null;
  /** closed, open, half_open, or unknown while Redis is away. */
  state: string;
};
export type ConnectionDetail = {
  account_id: string;
  auth: string;
  breaker: BreakerOut;
  checked_at: string | null;
  created_at: string;
  /** When people gave them. */
  credentials_at: string;
  environment: string;
  expires_at: string | null;
  failures: number;
  health: {
    [key: string]: any;
  };
  id: string;
  kind: string;
  /** The last four characters of each secret; the rest is never shown. */
  masks: {
    [key: string]: string;
  };
  public: {
    [key: string]: string;
  };
  /** When a part of the credentials changed last, by people or by a refresh. */
  rotated_at: string;
  scopes: string[];
  /** connected, paused, unreachable, needs_reconnect or disconnected. */
  state: string;
  state_reason: string;
  state_since: string;
  store_id: string | null;
  /** What came of it: `ok`, and `checks` with their milliseconds. */
  test_report: {
    [key: string]: any;
  } | null;
  /** When people tested them last. */
  tested_at: string | null;
  title: string;
  vendor: string;
  webhooks: {
    [key: string]: any;
  }[];
  webhooks_checked_at: string | null;
};
export type EnvelopeConnectionDetail = {
  data: ConnectionDetail;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type DisconnectedOut = {
  connection_id: string;
  /** What could not be tidied up at the vendor, if anything. */
  note: string;
  webhooks_removed: number;
};
export type EnvelopeDisconnectedOut = {
  data: DisconnectedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeConnectionOut = {
  data: ConnectionOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type CredentialsBody = {
  auth: string;
  environment?: "live" | "sandbox";
  /** By the names of the platform's form. Secret ones are sealed at once and never returned. */
  fields?: {
    [key: string]: string;
  };
};
export type EnvelopeReportOut = {
  data: ReportOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeWebhooksOut = {
  data: WebhooksOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type FieldOut = {
  help: string;
  /** text, secret, url, host or select. */
  kind: string;
  label: string;
  name: string;
  options: [string, string][];
  /** A full-match regular expression; empty where anything goes. */
  pattern: string;
  placeholder: string;
  required: boolean;
};
export type MethodOut = {
  fields: FieldOut[];
  /** oauth and callback go through the vendor's own sign-in; the others are typed. */
  kind: string;
  recommended: boolean;
  slug: string;
  summary: string;
  title: string;
};
export type PlatformOut = {
  auth: MethodOut[];
  /** To be registered with an app of your own at the vendor; empty where none is needed. */
  callback_url: string;
  docs_url: string;
  kind: string;
  /** An inline SVG. */
  logo: string;
  scopes: string[];
  slug: string;
  summary: string;
  title: string;
};
export type ListEnvelopePlatformOut = {
  data: PlatformOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopePlatformOut = {
  data: PlatformOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type SettingsOut = {
  /** Who wins where both sides changed a field: newest, ours or theirs. */
  on_conflict: string;
  /** How often the store is asked for news; null: as often as any. */
  poll_seconds: number | null;
  prices_direction: string;
  /** both, to_store or from_store; so are the next two. */
  products_direction: string;
  /** Units that are never offered on the channel. */
  stock_buffer: number;
  stock_direction: string;
  sync_orders: boolean;
  sync_prices: boolean;
  sync_products: boolean;
  sync_stock: boolean;
};
export type StoreOut = {
  connection_checked_at: string | null;
  connection_id: string | null;
  connection_reason: string;
  /** Empty where the store was never connected. */
  connection_state: string;
  country: string;
  created_at: string;
  currency: string;
  description: string;
  domain: string;
  environment: string;
  group_name: string;
  id: string;
  /** The logo through this server, for browsers; null where there is none. */
  logo_path: string | null;
  logo_url: string;
  name: string;
  platform: string;
  platform_store_id: string;
  settings: SettingsOut;
  status: string;
  timezone: string;
  updated_at: string;
  version: number;
};
export type ListEnvelopeStoreOut = {
  data: StoreOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeStoreOut = {
  data: StoreOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type StoreBody = {
  country?: string;
  currency?: string;
  description?: string;
  domain?: string;
  group_name?: string;
  logo_url?: string;
  name: string;
  platform: string;
  timezone?: string;
};
export type SettingsBody = {
  on_conflict?: ("newest" | "ours" | "theirs") | null;
  poll_seconds?: number | null;
  prices_direction?: ("both" | "to_store" | "from_store") | null;
  products_direction?: ("both" | "to_store" | "from_store") | null;
  stock_buffer?: number | null;
  stock_direction?: ("both" | "to_store" | "from_store") | null;
  sync_orders?: boolean | null;
  sync_prices?: boolean | null;
  sync_products?: boolean | null;
  sync_stock?: boolean | null;
};
export type StorePatch = {
  country?: string | null;
  currency?: string | null;
  description?: string | null;
  domain?: string | null;
  group_name?: string | null;
  logo_url?: string | null;
  name?: string | null;
  settings?: SettingsBody | null;
  status?: ("active" | "inactive" | "suspended") | null;
  timezone?: string | null;
};
export type ConnectBody = {
  auth: string;
  environment?: "live" | "sandbox";
  /** By the names of the platform's form. Secret ones are sealed at once and never returned. */
  fields?: {
    [key: string]: string;
  };
  /** Import the store at once. Otherwise look at `GET /stores/{store_id}/import-preview` first, and start it by `POST /stores/{store_id}/sync`. */
  start_import?: boolean;
};
export const {
  useAuthorisationReturnedQuery,
  useAuthorisationPostedMutation,
  useStartDraftMutation,
  useDropDraftMutation,
  useGetDraftQuery,
  useChangeDraftMutation,
  useAuthoriseDraftMutation,
  useFinishDraftMutation,
  useTestDraftMutation,
  useListConnectionsQuery,
  useConnectCarrierMutation,
  useGetConnectionQuery,
  useDisconnectConnectionMutation,
  usePauseConnectionMutation,
  useReconnectConnectionMutation,
  useResumeConnectionMutation,
  useTestConnectionMutation,
  useRepairWebhooksMutation,
  useListPlatformsQuery,
  useGetPlatformQuery,
  useListStoresQuery,
  useCreateStoreMutation,
  useDeleteStoreMutation,
  useGetStoreQuery,
  useUpdateStoreMutation,
  useConnectStoreMutation,
} = injectedRtkApi;
