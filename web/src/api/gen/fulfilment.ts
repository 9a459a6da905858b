// Written by `npm run codegen` from openapi.json.
import { api } from '../base';
export const addTagTypes = ["fulfilment"] as const;
const injectedRtkApi = api
  .enhanceEndpoints({
    addTagTypes,
  })
  .injectEndpoints({
    endpoints: (build) => ({
      fulfillOrders: build.mutation<
        FulfillOrdersApiResponse,
        FulfillOrdersApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/orders/bulk/fulfill`,
          method: "POST",
          body: queryArg.bulkFulfilBody,
          headers: {
            "Idempotency-Key": queryArg["Idempotency-Key"] ?? undefined,
          },
        }),
        invalidatesTags: ["fulfilment"],
      }),
      fulfillOrder: build.mutation<FulfillOrderApiResponse, FulfillOrderApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/fulfill`,
            method: "POST",
            body: queryArg.fulfilBody,
            headers: {
              "Idempotency-Key": queryArg["Idempotency-Key"] ?? undefined,
            },
          }),
          invalidatesTags: ["fulfilment"],
        },
      ),
      shipOrder: build.mutation<ShipOrderApiResponse, ShipOrderApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/ship`,
          method: "POST",
          body: queryArg.shipOrderBody,
        }),
        invalidatesTags: ["fulfilment"],
      }),
      createShipment: build.mutation<
        CreateShipmentApiResponse,
        CreateShipmentApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/shipments`,
          method: "POST",
          body: queryArg.planBody,
        }),
        invalidatesTags: ["fulfilment"],
      }),
      orderTracking: build.query<OrderTrackingApiResponse, OrderTrackingApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/orders/${encodeURIComponent(String(queryArg.orderId))}/tracking`,
          }),
          providesTags: ["fulfilment"],
        },
      ),
      listShipments: build.query<ListShipmentsApiResponse, ListShipmentsApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/shipments`,
            params: {
              order_id: queryArg.orderId,
              store_id: queryArg.storeId,
              state: queryArg.state,
              tracking_number: queryArg.trackingNumber,
              cursor: queryArg.cursor,
              limit: queryArg.limit,
            },
          }),
          providesTags: ["fulfilment"],
        },
      ),
      getShipment: build.query<GetShipmentApiResponse, GetShipmentApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}`,
        }),
        providesTags: ["fulfilment"],
      }),
      buyLabel: build.mutation<BuyLabelApiResponse, BuyLabelApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/buy`,
          method: "POST",
          body: queryArg.buyBody,
        }),
        invalidatesTags: ["fulfilment"],
      }),
      cancelShipment: build.mutation<
        CancelShipmentApiResponse,
        CancelShipmentApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/cancel`,
          method: "POST",
        }),
        invalidatesTags: ["fulfilment"],
      }),
      getLabel: build.query<GetLabelApiResponse, GetLabelApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/label`,
          params: {
            parcel: queryArg.parcel,
          },
        }),
        providesTags: ["fulfilment"],
      }),
      shipmentRates: build.mutation<
        ShipmentRatesApiResponse,
        ShipmentRatesApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/rates`,
          method: "POST",
          body: queryArg.ratesBody,
        }),
        invalidatesTags: ["fulfilment"],
      }),
      refreshTracking: build.mutation<
        RefreshTrackingApiResponse,
        RefreshTrackingApiArg
      >({
        query: (queryArg) => ({
          url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/refresh`,
          method: "POST",
        }),
        invalidatesTags: ["fulfilment"],
      }),
      shipShipment: build.mutation<ShipShipmentApiResponse, ShipShipmentApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/ship`,
            method: "POST",
            body: queryArg.trackingBody,
          }),
          invalidatesTags: ["fulfilment"],
        },
      ),
      voidShipment: build.mutation<VoidShipmentApiResponse, VoidShipmentApiArg>(
        {
          query: (queryArg) => ({
            url: `/api/v1/shipments/${encodeURIComponent(String(queryArg.shipmentId))}/void`,
            method: "POST",
          }),
          invalidatesTags: ["fulfilment"],
        },
      ),
      knownCarriers: build.query<KnownCarriersApiResponse, KnownCarriersApiArg>(
        {
          query: () => ({ url: `/api/v1/shipping/carriers` }),
          providesTags: ["fulfilment"],
        },
      ),
      getShipFrom: build.query<GetShipFromApiResponse, GetShipFromApiArg>({
        query: () => ({ url: `/api/v1/shipping/origin` }),
        providesTags: ["fulfilment"],
      }),
      setShipFrom: build.mutation<SetShipFromApiResponse, SetShipFromApiArg>({
        query: (queryArg) => ({
          url: `/api/v1/shipping/origin`,
          method: "PUT",
          body: queryArg.appFulfilmentBodiesAddressBody,
        }),
        invalidatesTags: ["fulfilment"],
      }),
    }),
    overrideExisting: false,
  });
export { injectedRtkApi as fulfilmentApi };
export type FulfillOrdersApiResponse =
  /** status 200 Successful Response */ EnvelopeBulkFulfilOut;
export type FulfillOrdersApiArg = {
  /** Names this operation: repeated, it answers the same shipment and buys nothing again. */
  "Idempotency-Key"?: string;
  bulkFulfilBody: BulkFulfilBody;
};
export type FulfillOrderApiResponse =
  /** status 201 Successful Response */ EnvelopeShipmentOut;
export type FulfillOrderApiArg = {
  orderId: string;
  /** Names this operation: repeated, it answers the same shipment and buys nothing again. */
  "Idempotency-Key"?: string;
  fulfilBody: FulfilBody;
};
export type ShipOrderApiResponse =
  /** status 201 Successful Response */ EnvelopeShipmentOut;
export type ShipOrderApiArg = {
  orderId: string;
  shipOrderBody: ShipOrderBody;
};
export type CreateShipmentApiResponse =
  /** status 201 Successful Response */ EnvelopeShipmentOut;
export type CreateShipmentApiArg = {
  orderId: string;
  planBody: PlanBody;
};
export type OrderTrackingApiResponse =
  /** status 200 Successful Response */ EnvelopeOrderTrackingOut;
export type OrderTrackingApiArg = {
  orderId: string;
};
export type ListShipmentsApiResponse =
  /** status 200 Successful Response */ ListEnvelopeShipmentOut;
export type ListShipmentsApiArg = {
  orderId?: string;
  /** Any of these. */
  storeId?: string[];
  /** Any of these. */
  state?: (
    | "draft"
    | "buying"
    | "label_bought"
    | "shipped"
    | "in_transit"
    | "out_for_delivery"
    | "exception"
    | "delivered"
    | "returned"
    | "voided"
    | "cancelled"
  )[];
  trackingNumber?: string;
  /** `page.next_cursor` of the page before. */
  cursor?: string;
  /** Items per page. */
  limit?: number;
};
export type GetShipmentApiResponse =
  /** status 200 Successful Response */ EnvelopeShipmentDetailOut;
export type GetShipmentApiArg = {
  shipmentId: string;
};
export type BuyLabelApiResponse =
  /** status 200 Successful Response */ EnvelopeShipmentOut;
export type BuyLabelApiArg = {
  shipmentId: string;
  buyBody: BuyBody;
};
export type CancelShipmentApiResponse =
  /** status 200 Successful Response */ EnvelopeShipmentOut;
export type CancelShipmentApiArg = {
  shipmentId: string;
};
export type GetLabelApiResponse = unknown;
export type GetLabelApiArg = {
  shipmentId: string;
  /** Counted from 1. */
  parcel?: number;
};
export type ShipmentRatesApiResponse =
  /** status 200 Successful Response */ EnvelopeQuotesOut;
export type ShipmentRatesApiArg = {
  shipmentId: string;
  ratesBody: RatesBody;
};
export type RefreshTrackingApiResponse =
  /** status 200 Successful Response */ EnvelopeShipmentOut;
export type RefreshTrackingApiArg = {
  shipmentId: string;
};
export type ShipShipmentApiResponse =
  /** status 200 Successful Response */ EnvelopeShipmentOut;
export type ShipShipmentApiArg = {
  shipmentId: string;
  trackingBody: TrackingBody;
};
export type VoidShipmentApiResponse =
  /** status 200 Successful Response */ EnvelopeShipmentOut;
export type VoidShipmentApiArg = {
  shipmentId: string;
};
export type KnownCarriersApiResponse =
  /** status 200 Successful Response */ EnvelopeListKnownCarrierOut;
export type KnownCarriersApiArg = void;
export type GetShipFromApiResponse =
  /** status 200 Successful Response */ EnvelopeOriginOut;
export type GetShipFromApiArg = void;
export type SetShipFromApiResponse =
  /** status 200 Successful Response */ EnvelopeOriginOut;
export type SetShipFromApiArg = {
  appFulfilmentBodiesAddressBody: AddressBody;
};
export type ShipmentLineOut = {
  order_item_id: string;
  quantity: number;
  sku: string;
  title: string;
  variant_title: string;
};
export type ParcelOut = {
  height_mm?: number;
  length_mm?: number;
  tracking_number?: string;
  weight_grams?: number | null;
  width_mm?: number;
};
export type ShipmentOut = {
  carrier: string;
  carrier_connection_id: string | null;
  cost: string | null;
  created_at: string;
  currency: string;
  delivered_at: string | null;
  /** Why the last step did not succeed, in the carrier's words where it said so. */
  error: string;
  has_label: boolean;
  id: string;
  label_media_type: string;
  lines: ShipmentLineOut[];
  notify_customer: boolean;
  order_id: string;
  parcels: ParcelOut[];
  /** Ours; it stands on the label. */
  reference: string;
  service: string;
  ship_from: {
    [key: string]: any;
  };
  ship_to: {
    [key: string]: any;
  };
  shipped_at: string | null;
  state: string;
  store_id: string;
  tracked_at: string | null;
  tracking_number: string;
  tracking_url: string;
  updated_at: string;
  version: number;
};
export type FulfilOutcomeOut = {
  code: string;
  details: {
    [key: string]: any;
  };
  message: string;
  ok: boolean;
  order_id: string;
  shipment: ShipmentOut | null;
};
export type BulkFulfilOut = {
  failed: number;
  results: FulfilOutcomeOut[];
  succeeded: number;
};
export type EnvelopeBulkFulfilOut = {
  data: BulkFulfilOut;
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
export type ParcelBody = {
  height_mm?: number;
  length_mm?: number;
  weight_grams: number;
  width_mm?: number;
};
export type BulkFulfilBody = {
  /** Without labels: who carries them. */
  carrier?: string;
  /** Buy labels of this carrier. Needs `service`. */
  carrier_connection_id?: string | null;
  /** Orders; every open unit of each is shipped. */
  ids: string[];
  notify_customer?: boolean;
  /** Of each order; left out: of its goods' known weight. */
  parcel?: ParcelBody | null;
  service?: string;
  /** Mark as shipped once the label is bought. */
  ship?: boolean;
};
export type EnvelopeShipmentOut = {
  data: ShipmentOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type LineBody = {
  order_item_id: string;
  quantity: number;
};
export type AddressBody = {
  city: string;
  company?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  email?: string;
  line1: string;
  line2?: string;
  name: string;
  phone?: string;
  postal_code: string;
  /** Code of the state or province, where there are such. */
  region?: string;
};
export type TrackingBody = {
  /** Name of the carrier; left out, it is read from the number if possible. */
  carrier?: string;
  tracking_number?: string;
  tracking_url?: string;
};
export type FulfilBody = {
  /** Buy a label of this carrier. Needs `service`. */
  carrier_connection_id?: string | null;
  /** Left out: every unit that is still open. */
  lines?: LineBody[];
  /** Whether the channel shall write to the customer. */
  notify_customer?: boolean;
  /** Left out: one, of the goods' known weight. */
  parcels?: ParcelBody[];
  /** The carrier's code, from the shipment's rates. */
  service?: string;
  /** Mark as shipped once the label is bought. */
  ship?: boolean;
  /** Left out: the address of /shipping/origin. */
  ship_from?: AddressBody | null;
  /** A number of your own, instead of a label. */
  tracking?: TrackingBody | null;
};
export type ShipOrderBody = {
  /** Name of the carrier; left out, it is read from the number if possible. */
  carrier?: string;
  /** Left out: every unit that is still open. */
  lines?: LineBody[];
  /** Whether the channel shall write to the customer. */
  notify_customer?: boolean;
  /** Left out: one, of the goods' known weight. */
  parcels?: ParcelBody[];
  /** Left out: the address of /shipping/origin. */
  ship_from?: AddressBody | null;
  tracking_number?: string;
  tracking_url?: string;
};
export type PlanBody = {
  /** Left out: every unit that is still open. */
  lines?: LineBody[];
  /** Whether the channel shall write to the customer. */
  notify_customer?: boolean;
  /** Left out: one, of the goods' known weight. */
  parcels?: ParcelBody[];
  /** Left out: the address of /shipping/origin. */
  ship_from?: AddressBody | null;
};
export type TrackingEventOut = {
  at: string;
  city: string;
  code: string;
  country: string;
  description: string;
  shipment_id: string;
  state: string;
};
export type OrderTrackingOut = {
  /** Of all shipments, newest first. */
  events: TrackingEventOut[];
  order_id: string;
  shipments: ShipmentOut[];
};
export type EnvelopeOrderTrackingOut = {
  data: OrderTrackingOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type PageInfo = {
  limit: number;
  /** Send it as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
};
export type ListEnvelopeShipmentOut = {
  data: ShipmentOut[];
  message?: string;
  page: PageInfo;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type ShipmentDetailOut = {
  carrier: string;
  carrier_connection_id: string | null;
  cost: string | null;
  created_at: string;
  currency: string;
  delivered_at: string | null;
  /** Why the last step did not succeed, in the carrier's words where it said so. */
  error: string;
  /** Newest first. */
  events: TrackingEventOut[];
  has_label: boolean;
  id: string;
  label_media_type: string;
  lines: ShipmentLineOut[];
  notify_customer: boolean;
  order_id: string;
  parcels: ParcelOut[];
  /** Ours; it stands on the label. */
  reference: string;
  service: string;
  ship_from: {
    [key: string]: any;
  };
  ship_to: {
    [key: string]: any;
  };
  shipped_at: string | null;
  state: string;
  store_id: string;
  tracked_at: string | null;
  tracking_number: string;
  tracking_url: string;
  updated_at: string;
  version: number;
};
export type EnvelopeShipmentDetailOut = {
  data: ShipmentDetailOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type BuyBody = {
  carrier_connection_id: string;
  service: string;
  ship?: boolean;
};
export type QuoteProblemOut = {
  carrier: string;
  code: string;
  connection_id: string;
  message: string;
};
export type QuoteOut = {
  amount: string;
  carrier: string;
  connection_id: string;
  currency: string;
  /** Business days in transit, where the carrier tells. */
  days: number | null;
  delivery_date: string | null;
  service: string;
  title: string;
};
export type QuotesOut = {
  problems: QuoteProblemOut[];
  /** Cheapest first. */
  quotes: QuoteOut[];
};
export type EnvelopeQuotesOut = {
  data: QuotesOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type RatesBody = {
  /** Left out: every connected carrier. */
  carrier_connection_ids?: string[];
};
export type KnownCarrierOut = {
  country: string;
  slug: string;
  title: string;
};
export type EnvelopeListKnownCarrierOut = {
  data: KnownCarrierOut[];
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export type AddressBody2 = {
  city: string;
  company?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  email?: string;
  line1: string;
  line2?: string;
  name: string;
  phone?: string;
  postal_code: string;
  /** Code of the state or province, where there are such. */
  region?: string;
};
export type OriginOut = {
  address: AddressBody2 | null;
};
export type EnvelopeOriginOut = {
  data: OriginOut;
  message?: string;
  request_id: string;
  success?: boolean;
  timestamp: string;
};
export const {
  useFulfillOrdersMutation,
  useFulfillOrderMutation,
  useShipOrderMutation,
  useCreateShipmentMutation,
  useOrderTrackingQuery,
  useListShipmentsQuery,
  useGetShipmentQuery,
  useBuyLabelMutation,
  useCancelShipmentMutation,
  useGetLabelQuery,
  useShipmentRatesMutation,
  useRefreshTrackingMutation,
  useShipShipmentMutation,
  useVoidShipmentMutation,
  useKnownCarriersQuery,
  useGetShipFromQuery,
  useSetShipFromMutation,
} = injectedRtkApi;
