// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["alerts"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listAlerts: build.query<ListAlertsApiResponse, ListAlertsApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/alerts`,
          params: {
            state: queryArg.state,
            kind: queryArg.kind,
            severity: queryArg.severity,
            store_id: queryArg.storeId,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["alerts"],
      }),
      decideAlerts: build.mutation<DecideAlertsApiResponse, DecideAlertsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/alerts/bulk`,
            method: "POST",
            body: queryArg.appAlertsRoutesBulkBody,
          }),
          invalidatesTags: ["alerts"],
        },
      ),
      countAlerts: build.query<CountAlertsApiResponse, CountAlertsApiArg>({
        query: () => ({ url: `/api/v1/alerts/counts` }),
        providesTags: ["alerts"],
      }),
      getAlert: build.query<GetAlertApiResponse, GetAlertApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/alerts/${encodeURIComponent(String(queryArg.alertId))}`,
        }),
        providesTags: ["alerts"],
      }),
      acknowledgeAlert: build.mutation<
        AcknowledgeAlertApiResponse,
        AcknowledgeAlertApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/alerts/${encodeURIComponent(String(queryArg.alertId))}/acknowledge`,
          method: "POST",
        }),
        invalidatesTags: ["alerts"],
      }),
      reopenAlert: build.mutation<ReopenAlertApiResponse, ReopenAlertApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/alerts/${encodeURIComponent(String(queryArg.alertId))}/reopen`,
          method: "POST",
        }),
        invalidatesTags: ["alerts"],
      }),
      resolveAlert: build.mutation<ResolveAlertApiResponse, ResolveAlertApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/alerts/${encodeURIComponent(String(queryArg.alertId))}/resolve`,
            method: "POST",
          }),
          invalidatesTags: ["alerts"],
        },
      ),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as alertsApi };
export type ListAlertsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeAlertOut;
export type ListAlertsApiArg = {
  /** Left out: open and acknowledged. */
  state?: ("open" | "acknowledged" | "resolved")[];
  kind?: (
    | "sync_failed"
    | "dead_letters"
    | "low_stock"
    | "connection"
    | "credentials"
    | "security"
  )[];
  severity?: ("info" | "warning" | "critical")[];
  storeId?: string[];
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type DecideAlertsApiResponse =
  /** status 200 Successful Response */ EnvelopeBulkDecidedOut;
export type DecideAlertsApiArg = {
  appAlertsRoutesBulkBody: BulkBody;
};
export type CountAlertsApiResponse =
  /** status 200 Successful Response */ EnvelopeCountsOut;
export type CountAlertsApiArg = void;
export type GetAlertApiResponse =
  /** status 200 Successful Response */ EnvelopeAlertOut;
export type GetAlertApiArg = {
  alertId: string;
};
export type AcknowledgeAlertApiResponse =
  /** status 200 Successful Response */ EnvelopeAlertOut;
export type AcknowledgeAlertApiArg = {
  alertId: string;
};
export type ReopenAlertApiResponse =
  /** status 200 Successful Response */ EnvelopeAlertOut;
export type ReopenAlertApiArg = {
  alertId: string;
};
export type ResolveAlertApiResponse =
  /** status 200 Successful Response */ EnvelopeAlertOut;
export type ResolveAlertApiArg = {
  alertId: string;
};
export type LinkOut = {
  id: string;
  /** store, connection, run, product, variant, location or audit_entry. */
  kind: string;
};
export type AlertOut = {
  acknowledged_at: string | null;
  acknowledged_by: string;
  changed_at: string;
  /** The title's parts, to say it in another language. sync_failed: store, run_kind, error; dead_letters: store, number, error; connection: name, vendor, state, reason; credentials: name, vendor, expires_at; low_stock: product, variant, sku, location, available, threshold; security: rule, who, subject_kind, subject, number, seconds, counts, first_at, at, entries (of the audit log), deeds (what may be done, with whose id), address, country, country_before, channel, field. */
  data: {
    [key: string]: any;
  };
  detail: string;
  id: string;
  kind:
    | "sync_failed"
    | "dead_letters"
    | "low_stock"
    | "connection"
    | "credentials"
    | "security";
  /** The cause is still there. When it ends, the alert is resolved by itself. */
  lasting: boolean;
  /** What it speaks of, the closest first. */
  links: LinkOut[];
  raised_at: string;
  resolved_at: string | null;
  /** Empty when the cause itself ended. */
  resolved_by: string;
  severity: "info" | "warning" | "critical";
  state: "open" | "acknowledged" | "resolved";
  store_id: string | null;
  times: number;
  title: string;
  version: number;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeAlertOut = {
  data: AlertOut[];
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
export type DecidedOut = {
  alert_id: string;
  code: string;
  message: string;
  ok: boolean;
};
export type BulkDecidedOut = {
  failed: number;
  results: DecidedOut[];
  succeeded: number;
};
export type EnvelopeBulkDecidedOut = {
  data: BulkDecidedOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type BulkBody = {
  ids: string[];
  /** Where they shall be. */
  state: "open" | "acknowledged" | "resolved";
};
export type CountsOut = {
  acknowledged: number;
  /** Of the open ones. */
  by_kind: {
    [key: string]: number;
  };
  /** Of the open ones. */
  by_severity: {
    [key: string]: number;
  };
  open: number;
};
export type EnvelopeCountsOut = {
  data: CountsOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type EnvelopeAlertOut = {
  data: AlertOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListAlertsQuery,
  useDecideAlertsMutation,
  useCountAlertsQuery,
  useGetAlertQuery,
  useAcknowledgeAlertMutation,
  useReopenAlertMutation,
  useResolveAlertMutation,
} = injectedRtkApi;
