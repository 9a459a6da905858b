// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["analytics"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listActivity: build.query<ListActivityApiResponse, ListActivityApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/analytics/activity`,
          params: {
            store_id: queryArg.storeId,
            kind: queryArg.kind,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["analytics"],
      }),
      readDashboard: build.query<ReadDashboardApiResponse, ReadDashboardApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/analytics/dashboard`,
            params: {
              from: queryArg["from"],
              to: queryArg.to,
              store_id: queryArg.storeId,
            },
          }),
          providesTags: ["analytics"],
        },
      ),
      readSales: build.query<ReadSalesApiResponse, ReadSalesApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/analytics/sales`,
          params: {
            from: queryArg["from"],
            to: queryArg.to,
            group_by: queryArg.groupBy,
            store_id: queryArg.storeId,
            country: queryArg.country,
            compare: queryArg.compare,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["analytics"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as analyticsApi };
export type ListActivityApiResponse =
  /** status 200 Successful Response */ ListEnvelopeActivityRow;
export type ListActivityApiArg = {
  /** Only these stores. */
  storeId?: string[];
  kind?: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ReadDashboardApiResponse =
  /** status 200 Successful Response */ EnvelopeDashboardOut;
export type ReadDashboardApiArg = {
  /** First day. Default: 30 days up to `to`. */
  from?: string;
  /** Last day, included. Default: today where the organisation is. */
  to?: string;
  /** Only these stores. */
  storeId?: string[];
};
export type ReadSalesApiResponse =
  /** status 200 Successful Response */ EnvelopeSalesOut;
export type ReadSalesApiArg = {
  /** First day. Default: 30 days up to `to`. */
  from?: string;
  /** Last day, included. Default: today where the organisation is. */
  to?: string;
  groupBy?: "day" | "store" | "product" | "category" | "country";
  /** Only these stores. */
  storeId?: string[];
  /** Only what goes there; not for products and categories. */
  country?: string[];
  /** Also rows and totals of the equally long period before. */
  compare?: boolean;
  /** Best-selling products or categories per currency. */
  limit?: number;
};
export type ActivityRow = {
  amount: string | null;
  at: string;
  currency: string;
  /** Id of the order, shipment, run or connection that `kind` names. */
  entity_id: string | null;
  id: string;
  kind: string;
  store: string;
  store_id: string | null;
  summary: string;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeActivityRow = {
  data: ActivityRow[];
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
export type Compared = {
  change_percent: number | null;
  previous: string | number | null;
  value: string | number | null;
};
export type Strip = {
  average_order_value: Compared;
  currency: string;
  net_revenue: Compared;
  orders: Compared;
  refunds: Compared;
  revenue: Compared;
  units: Compared;
};
export type CardSales = {
  currency: string;
  /** Revenue by day, up to `to`. */
  last_7_days: string[];
  orders: number;
  previous_revenue: string;
  revenue: string;
};
export type StoreCard = {
  /** Orders that are pending, open or on hold. */
  active_orders: number;
  connection_id: string | null;
  connection_reason: string;
  /** Empty: not connected. */
  connection_state: string;
  /** What could not be synchronised and waits for somebody to decide. */
  dead_letters: number;
  /** live or sandbox; empty: not connected. */
  environment: string;
  group: string;
  id: string;
  last_activity_at: string | null;
  last_order_at: string | null;
  /** The logo through this server, for browsers; null where there is none. */
  logo_path: string | null;
  logo_url: string;
  name: string;
  platform: string;
  /** One per currency, the store's own first. */
  sales: CardSales[];
  status: string;
  /** running, or how the last run ended: done, partial, failed, cancelled; empty: none yet. */
  sync_state: string;
  /** When a run last read the whole of it. */
  synced_at: string | null;
};
export type DashboardOut = {
  activity: ActivityRow[];
  /** The organisation's. */
  currency: string;
  from: string;
  kpis: Strip[];
  previous_from: string;
  previous_to: string;
  stores: StoreCard[];
  to: string;
};
export type EnvelopeDashboardOut = {
  data: DashboardOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type SalesRow = {
  average_order_value?: string | null;
  /** The products' type; empty where they have none. */
  category?: string | null;
  /** Where it went, ISO 3166-1 alpha-2; empty when unknown. */
  country?: string | null;
  currency: string;
  day?: string | null;
  discounts?: string | null;
  gross?: string | null;
  /** The picture through this server, for browsers; there with `image_url` alone. */
  image_path?: string | null;
  image_url?: string | null;
  net_revenue?: string | null;
  orders?: number | null;
  product?: string | null;
  /** Null: lines that belong to no product that we know. */
  product_id?: string | null;
  refunded_units?: number | null;
  refunds?: string | null;
  revenue: string;
  shipping?: string | null;
  store?: string | null;
  store_id?: string | null;
  tax?: string | null;
  units: number;
};
export type Figures = {
  average_order_value: string | null;
  currency: string;
  discounts: string;
  gross: string;
  net_revenue: string;
  orders: number;
  refunds: string;
  revenue: string;
  shipping: string;
  tax: string;
  units: number;
};
export type PreviousOut = {
  from: string;
  rows: SalesRow[];
  to: string;
  totals: Figures[];
};
export type SalesOut = {
  /** The organisation's. */
  currency: string;
  from: string;
  group_by: "day" | "store" | "product" | "category" | "country";
  previous: PreviousOut | null;
  rows: SalesRow[];
  to: string;
  totals: Figures[];
};
export type EnvelopeSalesOut = {
  data: SalesOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useListActivityQuery,
  useReadDashboardQuery,
  useReadSalesQuery,
} = injectedRtkApi;
