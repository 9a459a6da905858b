// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["orders"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      listOrders: build.query<ListOrdersApiResponse, ListOrdersApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/orders`,
          params: {
            sort: queryArg.sort,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
            store_id: queryArg.storeId,
            status: queryArg.status,
            payment_status: queryArg.paymentStatus,
            fulfilment_status: queryArg.fulfilmentStatus,
            placed_from: queryArg.placedFrom,
            placed_to: queryArg.placedTo,
            sold_from: queryArg.soldFrom,
            sold_to: queryArg.soldTo,
            counted: queryArg.counted,
            to_ship: queryArg.toShip,
            unpaid: queryArg.unpaid,
            customer: queryArg.customer,
            customer_id: queryArg.customerId,
            country: queryArg.country,
            currency: queryArg.currency,
            product_id: queryArg.productId,
            variant_id: queryArg.variantId,
            tag: queryArg.tag,
            source: queryArg.source,
            total_from: queryArg.totalFrom,
            total_to: queryArg.totalTo,
            q: queryArg.q,
          },
        }),
        providesTags: ["orders"],
      }),
      changeOrders: build.mutation<ChangeOrdersApiResponse, ChangeOrdersApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/bulk`,
            method: "POST",
            body: queryArg.body,
          }),
          invalidatesTags: ["orders"],
        },
      ),
      countOrders: build.query<CountOrdersApiResponse, CountOrdersApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/orders/facets`,
          params: {
            store_id: queryArg.storeId,
            status: queryArg.status,
            payment_status: queryArg.paymentStatus,
            fulfilment_status: queryArg.fulfilmentStatus,
            placed_from: queryArg.placedFrom,
            placed_to: queryArg.placedTo,
            sold_from: queryArg.soldFrom,
            sold_to: queryArg.soldTo,
            counted: queryArg.counted,
            to_ship: queryArg.toShip,
            unpaid: queryArg.unpaid,
            customer: queryArg.customer,
            customer_id: queryArg.customerId,
            country: queryArg.country,
            currency: queryArg.currency,
            product_id: queryArg.productId,
            variant_id: queryArg.variantId,
            tag: queryArg.tag,
            source: queryArg.source,
            total_from: queryArg.totalFrom,
            total_to: queryArg.totalTo,
            q: queryArg.q,
          },
        }),
        providesTags: ["orders"],
      }),
      printPackingSlips: build.query<
        PrintPackingSlipsApiResponse,
        PrintPackingSlipsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/orders/packing-slips`,
          params: {
            order_id: queryArg.orderId,
            language: queryArg.language,
          },
        }),
        providesTags: ["orders"],
      }),
      getOrder: build.query<GetOrderApiResponse, GetOrderApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}`,
        }),
        providesTags: ["orders"],
      }),
      addOrderNote: build.mutation<AddOrderNoteApiResponse, AddOrderNoteApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/notes`,
            method: "POST",
            body: queryArg.remarkBody,
          }),
          invalidatesTags: ["orders"],
        },
      ),
      setOrderNote: build.mutation<SetOrderNoteApiResponse, SetOrderNoteApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/notes`,
            method: "PUT",
            body: queryArg.noteBody,
            headers: {
              "If-Match": queryArg["If-Match"] ?? undefined,
            },
          }),
          invalidatesTags: ["orders"],
        },
      ),
      printPackingSlip: build.query<
        PrintPackingSlipApiResponse,
        PrintPackingSlipApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/packing-slip`,
          params: {
            language: queryArg.language,
          },
        }),
        providesTags: ["orders"],
      }),
      getRawOrder: build.query<GetRawOrderApiResponse, GetRawOrderApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/raw`,
        }),
        providesTags: ["orders"],
      }),
      changeOrderStatus: build.mutation<
        ChangeOrderStatusApiResponse,
        ChangeOrderStatusApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/status`,
          method: "PUT",
          body: queryArg.statusBody,
          headers: {
            "If-Match": queryArg["If-Match"] ?? undefined,
          },
        }),
        invalidatesTags: ["orders"],
      }),
      addOrderTags: build.mutation<AddOrderTagsApiResponse, AddOrderTagsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/tags`,
            method: "POST",
            body: queryArg.tagsBody,
          }),
          invalidatesTags: ["orders"],
        },
      ),
      setOrderTags: build.mutation<SetOrderTagsApiResponse, SetOrderTagsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/tags`,
            method: "PUT",
            body: queryArg.tagsBody,
            headers: {
              "If-Match": queryArg["If-Match"] ?? undefined,
            },
          }),
          invalidatesTags: ["orders"],
        },
      ),
      listOrderEvents: build.query<
        ListOrderEventsApiResponse,
        ListOrderEventsApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/timeline`,
          params: {
            cursor: queryArg.cursor,
            limit: queryArg.limit,
          },
        }),
        providesTags: ["orders"],
      }),
      listStoreOrders: build.query<
        ListStoreOrdersApiResponse,
        ListStoreOrdersApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.pathStoreId))}/orders`,
          params: {
            sort: queryArg.sort,
            cursor: queryArg.cursor,
            limit: queryArg.limit,
            store_id: queryArg.queryStoreId,
            status: queryArg.status,
            payment_status: queryArg.paymentStatus,
            fulfilment_status: queryArg.fulfilmentStatus,
            placed_from: queryArg.placedFrom,
            placed_to: queryArg.placedTo,
            sold_from: queryArg.soldFrom,
            sold_to: queryArg.soldTo,
            counted: queryArg.counted,
            to_ship: queryArg.toShip,
            unpaid: queryArg.unpaid,
            customer: queryArg.customer,
            customer_id: queryArg.customerId,
            country: queryArg.country,
            currency: queryArg.currency,
            product_id: queryArg.productId,
            variant_id: queryArg.variantId,
            tag: queryArg.tag,
            source: queryArg.source,
            total_from: queryArg.totalFrom,
            total_to: queryArg.totalTo,
            q: queryArg.q,
          },
        }),
        providesTags: ["orders"],
      }),
      placeOrder: build.mutation<PlaceOrderApiResponse, PlaceOrderApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/stores/${encodeURIComponent(String(queryArg.storeId))}/orders`,
          method: "POST",
          body: queryArg.orderBody,
          headers: {
            "idempotency-key": queryArg["idempotency-key"],
          },
        }),
        invalidatesTags: ["orders"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as ordersApi };
export type ListOrdersApiResponse =
  /** status 200 Successful Response */ ListEnvelopeOrderRow;
export type ListOrdersApiArg = {
  /** A minus sign: falling. */
  sort?:
    | "-placed_at"
    | "placed_at"
    | "-updated_at"
    | "-total"
    | "total"
    | "customer_name"
    | "-customer_name"
    | "number"
    | "-number";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
  storeId?: string[];
  status?: ("pending" | "open" | "on_hold" | "completed" | "cancelled")[];
  paymentStatus?: (
    | "pending"
    | "authorized"
    | "partially_paid"
    | "paid"
    | "partially_refunded"
    | "refunded"
    | "failed"
    | "voided"
  )[];
  fulfilmentStatus?: (
    "unfulfilled" | "partial" | "fulfilled" | "delivered" | "returned"
  )[];
  placedFrom?: string;
  /** Excluded. */
  placedTo?: string;
  /** A day of each store's own calendar, as the figures count. */
  soldFrom?: string;
  /** Included. */
  soldTo?: string;
  /** Only what sales figures count: not what was cancelled. */
  counted?: boolean;
  /** Open, paid or authorized, and not wholly shipped. */
  toShip?: boolean;
  /** Pending or open, and nothing is paid. */
  unpaid?: boolean;
  /** The buyer's e-mail address. */
  customer?: string;
  customerId?: string;
  /** Where it goes; empty for orders that go nowhere known. */
  country?: string[];
  currency?: string;
  /** Orders with this product; the nil UUID: with lines of no product of ours. */
  productId?: string[];
  variantId?: string[];
  tag?: string[];
  source?: string;
  totalFrom?: number | string;
  /** Included. */
  totalTo?: number | string;
  /** In number, buyer, SKU or title. */
  q?: string;
};
export type ChangeOrdersApiResponse =
  /** status 200 Successful Response */ EnvelopeBulkOut;
export type ChangeOrdersApiArg = {
  body:
    | ({
        action: "cancel";
      } & CancelAction)
    | ({
        action: "note";
      } & NoteAction)
    | ({
        action: "status";
      } & StatusAction)
    | ({
        action: "tag";
      } & TagAction);
};
export type CountOrdersApiResponse =
  /** status 200 Successful Response */ EnvelopeFacetsOut;
export type CountOrdersApiArg = {
  storeId?: string[];
  status?: ("pending" | "open" | "on_hold" | "completed" | "cancelled")[];
  paymentStatus?: (
    | "pending"
    | "authorized"
    | "partially_paid"
    | "paid"
    | "partially_refunded"
    | "refunded"
    | "failed"
    | "voided"
  )[];
  fulfilmentStatus?: (
    "unfulfilled" | "partial" | "fulfilled" | "delivered" | "returned"
  )[];
  placedFrom?: string;
  /** Excluded. */
  placedTo?: string;
  /** A day of each store's own calendar, as the figures count. */
  soldFrom?: string;
  /** Included. */
  soldTo?: string;
  /** Only what sales figures count: not what was cancelled. */
  counted?: boolean;
  /** Open, paid or authorized, and not wholly shipped. */
  toShip?: boolean;
  /** Pending or open, and nothing is paid. */
  unpaid?: boolean;
  /** The buyer's e-mail address. */
  customer?: string;
  customerId?: string;
  /** Where it goes; empty for orders that go nowhere known. */
  country?: string[];
  currency?: string;
  /** Orders with this product; the nil UUID: with lines of no product of ours. */
  productId?: string[];
  variantId?: string[];
  tag?: string[];
  source?: string;
  totalFrom?: number | string;
  /** Included. */
  totalTo?: number | string;
  /** In number, buyer, SKU or title. */
  q?: string;
};
export type PrintPackingSlipsApiResponse =
  /** status 200 Successful Response */ string;
export type PrintPackingSlipsApiArg = {
  orderId: string[];
  language?: "en" | "de";
};
export type GetOrderApiResponse =
  /** status 200 Successful Response */ EnvelopeOrderOut;
export type GetOrderApiArg = {
  orderId: string;
};
export type AddOrderNoteApiResponse =
  /** status 201 Successful Response */ EnvelopeRemarkBody;
export type AddOrderNoteApiArg = {
  orderId: string;
  remarkBody: RemarkBody;
};
export type SetOrderNoteApiResponse =
  /** status 200 Successful Response */ EnvelopeOrderOut;
export type SetOrderNoteApiArg = {
  orderId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
  noteBody: NoteBody;
};
export type PrintPackingSlipApiResponse =
  /** status 200 Successful Response */ string;
export type PrintPackingSlipApiArg = {
  orderId: string;
  language?: "en" | "de";
};
export type GetRawOrderApiResponse =
  /** status 200 Successful Response */ EnvelopeDictStrAny;
export type GetRawOrderApiArg = {
  orderId: string;
};
export type ChangeOrderStatusApiResponse =
  /** status 200 Successful Response */ EnvelopeOrderOut;
export type ChangeOrderStatusApiArg = {
  orderId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
  statusBody: StatusBody;
};
export type AddOrderTagsApiResponse =
  /** status 200 Successful Response */ EnvelopeOrderOut;
export type AddOrderTagsApiArg = {
  orderId: string;
  tagsBody: TagsBody;
};
export type SetOrderTagsApiResponse =
  /** status 200 Successful Response */ EnvelopeOrderOut;
export type SetOrderTagsApiArg = {
  orderId: string;
  /** The ETag that your edit is based on. */
  "If-Match"?: string;
  tagsBody: TagsBody;
};
export type ListOrderEventsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeTimelineRow;
export type ListOrderEventsApiArg = {
  orderId: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type ListStoreOrdersApiResponse =
  /** status 200 Successful Response */ ListEnvelopeOrderRow;
export type ListStoreOrdersApiArg = {
  pathStoreId: string;
  /** A minus sign: falling. */
  sort?:
    | "-placed_at"
    | "placed_at"
    | "-updated_at"
    | "-total"
    | "total"
    | "customer_name"
    | "-customer_name"
    | "number"
    | "-number";
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
  queryStoreId?: string[];
  status?: ("pending" | "open" | "on_hold" | "completed" | "cancelled")[];
  paymentStatus?: (
    | "pending"
    | "authorized"
    | "partially_paid"
    | "paid"
    | "partially_refunded"
    | "refunded"
    | "failed"
    | "voided"
  )[];
  fulfilmentStatus?: (
    "unfulfilled" | "partial" | "fulfilled" | "delivered" | "returned"
  )[];
  placedFrom?: string;
  /** Excluded. */
  placedTo?: string;
  /** A day of each store's own calendar, as the figures count. */
  soldFrom?: string;
  /** Included. */
  soldTo?: string;
  /** Only what sales figures count: not what was cancelled. */
  counted?: boolean;
  /** Open, paid or authorized, and not wholly shipped. */
  toShip?: boolean;
  /** Pending or open, and nothing is paid. */
  unpaid?: boolean;
  /** The buyer's e-mail address. */
  customer?: string;
  customerId?: string;
  /** Where it goes; empty for orders that go nowhere known. */
  country?: string[];
  currency?: string;
  /** Orders with this product; the nil UUID: with lines of no product of ours. */
  productId?: string[];
  variantId?: string[];
  tag?: string[];
  source?: string;
  totalFrom?: number | string;
  /** Included. */
  totalTo?: number | string;
  /** In number, buyer, SKU or title. */
  q?: string;
};
export type PlaceOrderApiResponse =
  /** status 201 Successful Response */ EnvelopeOrderOut;
export type PlaceOrderApiArg = {
  storeId: string;
  /** A repeat answers the order of the first. */
  "idempotency-key"?: string;
  orderBody: OrderBody;
};
export type ItemOut = {
  discount: string;
  external_id: string;
  fulfilled: number;
  id: string;
  /** The picture through this server, for browsers; null where there is none. */
  image_path: string | null;
  image_url: string;
  /** Units still to ship. */
  open: number;
  /** Per unit, before discount. */
  price: string;
  product_id: string | null;
  quantity: number;
  refunded: number;
  sku: string;
  title: string;
  total: string;
  /** Null until the channel's variant is linked to one of ours. */
  variant_id: string | null;
  variant_title: string;
};
export type OrderRow = {
  country: string;
  currency: string;
  customer_id: string | null;
  customer_name: string;
  discount: string;
  email: string;
  external_id: string;
  fulfilment_status:
    "unfulfilled" | "partial" | "fulfilled" | "delivered" | "returned";
  id: string;
  items: ItemOut[];
  number: string;
  payment_status:
    | "pending"
    | "authorized"
    | "partially_paid"
    | "paid"
    | "partially_refunded"
    | "refunded"
    | "failed"
    | "voided";
  placed_at: string;
  refunded: string;
  shipping: string;
  source: string;
  status: "pending" | "open" | "on_hold" | "completed" | "cancelled";
  store_id: string;
  subtotal: string;
  tags: string[];
  tax: string;
  total: string;
  units: number;
  updated_at: string;
  version: number;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeOrderRow = {
  data: OrderRow[];
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
export type OutcomeOut = {
  /** False where it was so already. */
  changed: boolean;
  code: string;
  message: string;
  ok: boolean;
  order_id: string;
};
export type BulkOut = {
  failed: number;
  /** Of a filter: more orders match. Repeat the call with it until it is null. */
  next_cursor: string | null;
  results: OutcomeOut[];
  succeeded: number;
};
export type EnvelopeBulkOut = {
  data: BulkOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type OrderFilter = {
  /** Only what sales figures count: not what was cancelled. */
  counted?: boolean;
  /** Where it goes; empty for orders that go nowhere known. */
  country?: string[] | null;
  currency?: string | null;
  /** The buyer's e-mail address. */
  customer?: string | null;
  customer_id?: string | null;
  fulfilment_status?:
    | ("unfulfilled" | "partial" | "fulfilled" | "delivered" | "returned")[]
    | null;
  payment_status?:
    | (
        | "pending"
        | "authorized"
        | "partially_paid"
        | "paid"
        | "partially_refunded"
        | "refunded"
        | "failed"
        | "voided"
      )[]
    | null;
  placed_from?: string | null;
  /** Excluded. */
  placed_to?: string | null;
  /** Orders with this product; the nil UUID: with lines of no product of ours. */
  product_id?: string[] | null;
  /** In number, buyer, SKU or title. */
  q?: string | null;
  /** A day of each store's own calendar, as the figures count. */
  sold_from?: string | null;
  /** Included. */
  sold_to?: string | null;
  source?: string | null;
  status?:
    ("pending" | "open" | "on_hold" | "completed" | "cancelled")[] | null;
  store_id?: string[] | null;
  tag?: string[] | null;
  /** Open, paid or authorized, and not wholly shipped. */
  to_ship?: boolean;
  total_from?: number | string | null;
  /** Included. */
  total_to?: number | string | null;
  /** Pending or open, and nothing is paid. */
  unpaid?: boolean;
  variant_id?: string[] | null;
};
export type CancelAction = {
  action: "cancel";
  /** `next_cursor` of the call before. */
  cursor?: string | null;
  /** Instead of ids: all that match, 200 a call. */
  filter?: OrderFilter | null;
  ids?: string[] | null;
  reason?: string;
};
export type NoteAction = {
  action: "note";
  /** `next_cursor` of the call before. */
  cursor?: string | null;
  /** Instead of ids: all that match, 200 a call. */
  filter?: OrderFilter | null;
  ids?: string[] | null;
  note: string;
};
export type StatusAction = {
  action: "status";
  /** `next_cursor` of the call before. */
  cursor?: string | null;
  /** Instead of ids: all that match, 200 a call. */
  filter?: OrderFilter | null;
  ids?: string[] | null;
  reason?: string;
  status: "pending" | "open" | "on_hold" | "completed" | "cancelled";
};
export type TagAction = {
  action: "tag";
  add?: string[];
  /** `next_cursor` of the call before. */
  cursor?: string | null;
  /** Instead of ids: all that match, 200 a call. */
  filter?: OrderFilter | null;
  ids?: string[] | null;
  remove?: string[];
};
export type FacetsOut = {
  /** There are more than 100,000 (with `q` 10,000); the numbers are of the newest. */
  capped: boolean;
  fulfilment_status: {
    [key: string]: number;
  };
  payment_status: {
    [key: string]: number;
  };
  status: {
    [key: string]: number;
  };
  store_id: {
    [key: string]: number;
  };
  /** Orders that all filters leave. */
  total: number;
};
export type EnvelopeFacetsOut = {
  data: FacetsOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ActionsOut = {
  /** Notes and tags; false while the store is suspended. */
  edit: boolean;
  /** Units are open and may ship. Drafts of shipments may have spoken for them already. */
  fulfil: boolean;
  /** What the order waits for: pending → open, on hold → open, shipping, or open → completed. */
  primary: ("accept" | "release" | "fulfil" | "complete") | null;
  /** Where `PUT /orders/{id}/status` may lead. */
  statuses: ("pending" | "open" | "on_hold" | "completed" | "cancelled")[];
};
export type WholeItemOut = {
  discount: string;
  external_id: string;
  fulfilled: number;
  id: string;
  /** The picture through this server, for browsers; null where there is none. */
  image_path: string | null;
  image_url: string;
  /** Units still to ship. */
  open: number;
  /** Per unit, before discount. */
  price: string;
  product_id: string | null;
  properties: {
    [key: string]: any;
  };
  quantity: number;
  refunded: number;
  remote_product_id: string;
  remote_variant_id: string;
  requires_shipping: boolean;
  restocked: number;
  sku: string;
  tax: string;
  title: string;
  total: string;
  /** Null until the channel's variant is linked to one of ours. */
  variant_id: string | null;
  variant_title: string;
};
export type RefundOut = {
  amount: string;
  currency: string;
  external_id: string;
  id: string;
  /** [line external id, quantity, restocked] */
  lines: any[][];
  reason: string;
  refunded_at: string;
};
export type OrderOut = {
  actions: ActionsOut;
  billing_address: {
    [key: string]: any;
  } | null;
  cancel_reason: string;
  cancelled_at: string | null;
  country: string;
  created_at: string;
  currency: string;
  customer_id: string | null;
  customer_name: string;
  discount: string;
  discounts: {
    [key: string]: any;
  }[];
  email: string;
  external_id: string;
  fulfilment_status:
    "unfulfilled" | "partial" | "fulfilled" | "delivered" | "returned";
  /** As the channel tells them. */
  fulfilments: {
    [key: string]: any;
  }[];
  id: string;
  internal_note: string;
  items: WholeItemOut[];
  note: string;
  number: string;
  payment_status:
    | "pending"
    | "authorized"
    | "partially_paid"
    | "paid"
    | "partially_refunded"
    | "refunded"
    | "failed"
    | "voided";
  phone: string;
  placed_at: string;
  refunded: string;
  refunds: RefundOut[];
  shipping: string;
  shipping_address: {
    [key: string]: any;
  } | null;
  shipping_lines: {
    [key: string]: any;
  }[];
  source: string;
  status: "pending" | "open" | "on_hold" | "completed" | "cancelled";
  store_id: string;
  subtotal: string;
  tags: string[];
  tax: string;
  taxes: {
    [key: string]: any;
  }[];
  taxes_included: boolean;
  total: string;
  units: number;
  updated_at: string;
  version: number;
};
export type EnvelopeOrderOut = {
  data: OrderOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RemarkBody = {
  note: string;
};
export type EnvelopeRemarkBody = {
  data: RemarkBody;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type NoteBody = {
  note: string;
};
export type EnvelopeDictStrAny = {
  data: {
    [key: string]: any;
  };
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type StatusBody = {
  reason?: string;
  status: "pending" | "open" | "on_hold" | "completed" | "cancelled";
};
export type TagsBody = {
  tags: string[];
};
export type TimelineRow = {
  actor: string;
  after: {
    [key: string]: any;
  };
  at: string;
  before: {
    [key: string]: any;
  };
  id: string;
  kind: string;
  source: string;
  summary: string;
};
export type ListEnvelopeTimelineRow = {
  data: TimelineRow[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type AddressBody = {
  city?: string;
  company?: string;
  /** ISO 3166-1 alpha-2 */
  country?: string;
  line1?: string;
  line2?: string;
  name?: string;
  phone?: string;
  postal_code?: string;
  region?: string;
};
export type CustomerBody = {
  billing_address?: AddressBody | null;
  email?: string | null;
  name: string;
  phone?: string;
  shipping_address?: AddressBody | null;
};
export type LineBody = {
  /** Per unit; the catalogue's price if unset. */
  price?: (number | string) | null;
  quantity: number;
  variant_id: string;
};
export type OrderBody = {
  customer: CustomerBody;
  discount?: number | string;
  lines: LineBody[];
  note?: string;
  payment_status?: "pending" | "authorized" | "paid";
  shipping?: number | string;
  tags?: string[];
  tax?: number | string;
};
export const {
  useListOrdersQuery,
  useChangeOrdersMutation,
  useCountOrdersQuery,
  usePrintPackingSlipsQuery,
  useGetOrderQuery,
  useAddOrderNoteMutation,
  useSetOrderNoteMutation,
  usePrintPackingSlipQuery,
  useGetRawOrderQuery,
  useChangeOrderStatusMutation,
  useAddOrderTagsMutation,
  useSetOrderTagsMutation,
  useListOrderEventsQuery,
  useListStoreOrdersQuery,
  usePlaceOrderMutation,
} = injectedRtkApi;
